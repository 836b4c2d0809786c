"""The only room that knows FastAPI and Jinja2: pages and the JSON API, one module per noun."""
