"""What Prometheus may count: routes, never people."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("neoscreen_requests_total", "Requests answered.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("neoscreen_request_seconds", "Seconds from request to answer.", ["route"])
