#pragma once

#include <libpq-fe.h>

// Swift's Glibc module lacks it.
extern int pipe2(int ends[2], int flags);

// Character-literal macros are not imported into Swift.
static const int moorage_diag_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int moorage_diag_sqlstate = PG_DIAG_SQLSTATE;
static const int moorage_diag_message_primary = PG_DIAG_MESSAGE_PRIMARY;
static const int moorage_diag_statement_position = PG_DIAG_STATEMENT_POSITION;
static const int moorage_diag_schema_name = PG_DIAG_SCHEMA_NAME;
static const int moorage_diag_table_name = PG_DIAG_TABLE_NAME;
static const int moorage_diag_column_name = PG_DIAG_COLUMN_NAME;
static const int moorage_diag_constraint_name = PG_DIAG_CONSTRAINT_NAME;
