"""The outside world's formats: charts and tables that leave the clinic."""
