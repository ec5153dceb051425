from django.db import migrations

FILL = """
    UPDATE notifications_message AS m SET purpose = n.purpose, unit_id = n.unit_id
    FROM (
        SELECT DISTINCT ON (t.message_id) t.message_id, n.purpose, p.unit_id
        FROM notifications_message_notices AS t
        JOIN notifications_notice AS n ON n.id = t.notice_id
        LEFT JOIN organisation_post AS p ON p.id = n.post_id
        ORDER BY t.message_id, n.id
    ) AS n
    WHERE n.message_id = m.id AND m.purpose = ''
"""


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0003_outbox_and_charges'),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
