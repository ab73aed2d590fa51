{#-
    The fates of a source's records with what can stand in a record's place: `winner`, the record that counts for its
    key, and `copy`, the one of its equals in the live exports that is no duplicate. Both are file_id, member, line.

    Joined so that a constant file_id reaches every scan: one file of a large warehouse is told in less than a second.
-#}
{% macro fates_with_equals(staging, records, key) -%}
    select
        records.file_id,
        records.member,
        records.line,
        staged.{{ key }}::varchar as natural_key,
        records.fate,
        records.is_older_version_kept,
        records.faults,
        {
            'file_id': records.winner_file_id, 'member': nullif(records.winner_member, ''),
            'line': records.winner_line
        } as winner,
        copies.copy
    from {{ ref(records) }} as records
    left join {{ ref(staging) }} as staged
        on
            records.file_id = staged.file_id
            and records.line = staged.line
            and records.member is not distinct from staged.member
    left join (
        select
            repeated.file_id,
            repeated.member,
            repeated.line,
            {'file_id': good.file_id, 'member': good.member, 'line': good.line} as copy
        from {{ ref(records) }} as repeated
        inner join {{ ref(staging) }} as said
            on
                repeated.file_id = said.file_id
                and repeated.line = said.line
                and repeated.member is not distinct from said.member
        inner join {{ ref(staging) }} as equals
            on said.record_key = equals.record_key and said.content_hash = equals.content_hash
        inner join {{ ref(records) }} as good
            on
                equals.file_id = good.file_id
                and equals.line = good.line
                and equals.member is not distinct from good.member
        inner join standings on good.file_id = standings.file_id
        where repeated.fate = 'duplicate' and good.fate in ('kept', 'superseded') and standings.is_live
    ) as copies
        on
            records.file_id = copies.file_id
            and records.line = copies.line
            and records.member is not distinct from copies.member
{%- endmacro %}
