"""What is kept: one file per noun, plain functions of portable SQL, `db` first."""
