{#-
    The fates of a source's records with what can stand in a record's place: `winner`, the record that counts for its
    key, and `copy`, the one of its equals in the live exports that is no duplicate. Both are file_id, member, line.
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
        {'file_id': equals.file_id, 'member': equals.member, 'line': equals.line} as copy
    from {{ ref(records) }} as records
    left join {{ ref(staging) }} as staged
        on
            records.file_id = staged.file_id
            and records.line = staged.line
            and records.member is not distinct from staged.member
    left join (
        select good.file_id, good.member, good.line, said.record_key, said.content_hash
        from {{ ref(records) }} as good
        inner join {{ ref(staging) }} as said
            on
                good.file_id = said.file_id
                and good.line = said.line
                and good.member is not distinct from said.member
        inner join standings on good.file_id = standings.file_id and standings.is_live
        where good.fate in ('kept', 'superseded')
    ) as equals
        on
            records.fate = 'duplicate'
            and staged.record_key = equals.record_key
            and staged.content_hash = equals.content_hash
{%- endmacro %}
