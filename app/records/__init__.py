"""The only room that knows SQLAlchemy: tables, queries, pictures on disk, audit."""
