{{/* HTTP probes on the port named `http`. Give the path. */}}
{{- define "chart-kit.probes" -}}
readinessProbe:
  httpGet:
    path: {{ . }}
    port: http
livenessProbe:
  httpGet:
    path: {{ . }}
    port: http
  initialDelaySeconds: 10
{{- end -}}
