internal import Postgres

extension PostgresMigration {
    /// Ties staff status to the password at the time it was granted.
    static let staffPasswords = PostgresMigration(
        version: 10,
        name: "staff_passwords",
        sql: #"""
            -- Other programs write meta_users, passwords included: who could change a password could else be staff.
            ALTER TABLE moorage.staff ADD COLUMN password_digest bytea;
            UPDATE moorage.staff s SET password_digest = sha256(convert_to(coalesce(u.hashed_password, ''), 'UTF8'))
            FROM public.meta_users u WHERE u.id = s.user_id;
            DELETE FROM moorage.staff WHERE password_digest IS NULL;
            ALTER TABLE moorage.staff ALTER COLUMN password_digest SET NOT NULL;
            """#
    )
}
