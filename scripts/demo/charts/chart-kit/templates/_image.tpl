{{/* An image reference. Give a dict with `image`, and `root` for the default tag. */}}
{{- define "chart-kit.image" -}}
{{- printf "%s/%s:%s" .image.registry .image.repository (default .root.Chart.AppVersion .image.tag) -}}
{{- end -}}
