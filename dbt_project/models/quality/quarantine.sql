with

files as (
    select * from {{ ref('files') }}
),

rules as (
    select * from {{ ref('row_rules') }}
),

faulty as (
    {%- for one in sources_with_fates() %}
    select
        '{{ one.source }}' as source,
        records.record_key,
        records.file_id,
        records.member,
        records.line,
        records.faults,
        records.is_older_version_kept
    from {{ ref(one.records) }} as records
    where records.fate = 'quarantined'
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

natural_keys as (
    {%- for one in sources_with_fates() %}
    select '{{ one.source }}' as source, staged.file_id, staged.member, staged.line, staged.{{ one.key }} as natural_key
    from {{ ref(one.staging) }} as staged
    where
        staged.file_id in (
            select faulty.file_id from faulty
            where faulty.source = '{{ one.source }}'
        )
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

faults as (
    select
        source,
        file_id,
        member,
        line,
        is_older_version_kept,
        unnest(faults) as fault
    from faulty
),

-- One row a record and rule; several fields that break one rule are named together.
final as (
    select
        faults.source,
        any_value(natural_keys.natural_key) as natural_key,
        faults.fault.rule_code as rule_code,  -- noqa: AL09
        any_value(rules.rule_text) as rule_text,
        string_agg(faults.fault.field, ', ' order by faults.fault.field) as field,
        any_value(files.load_id) as load_id,
        any_value(files.source_file) || coalesce('!' || faults.member, '') as source_file,
        faults.line as source_line,
        bool_or(faults.is_older_version_kept) as kept_older_version,
        any_value(files.arrived_at) as loaded_at
    from faults
    inner join files on faults.file_id = files.file_id
    left join natural_keys
        on
            faults.source = natural_keys.source
            and faults.file_id = natural_keys.file_id
            and faults.line = natural_keys.line
            and faults.member is not distinct from natural_keys.member
    left join rules on faults.fault.rule_code = rules.rule_code
    group by faults.source, faults.file_id, faults.member, faults.line, faults.fault.rule_code
)

select * from final
