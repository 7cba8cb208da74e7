"""The stored calls: models, migrations, the call book and the confirmation jobs. SQLite or PostgreSQL."""
