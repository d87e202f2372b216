//! The findings over random logs, held against a plain definition.
