{{- define "port-operations.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/part-of: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* An image as written in values: registry, repository and tag; global.imageRegistry goes first. */}}
{{- define "port-operations.image" -}}
{{- $registry := default .image.registry .root.Values.global.imageRegistry -}}
{{- printf "%s/%s:%s" $registry .image.repository (default .root.Chart.AppVersion (toString .image.tag)) -}}
{{- end -}}
