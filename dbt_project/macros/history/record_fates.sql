{#-
    The fate of every record of the touched keys (kpi_semantics.md, "Fate"): duplicate export -> duplicate; replaced
    export -> superseded; faulty -> quarantined; equal to another of its key in the live exports -> duplicate; not the
    newest good one -> superseded; else kept. A record that a steward rejected, by itself or with its load, is faulty. Records are put in one total order, so that no two can tie.

    `staging`: the staging model; `touched`: relation of touched record_key; `orphan_rule`: the rule that a record breaks
    whose case is not known (`case_code` is null or in fct_cases), or none; `optional_case`: a record may lack a case.
-#}
{% macro record_fates(staging, touched, orphan_rule=none) -%}
    with

    files as (
        select * from {{ ref('files') }}
    ),

    records as (
        select
            staged.record_key,
            staged.file_id,
            staged.member,
            staged.line,
            staged.content_hash,
            staged.faults
            {%- if orphan_rule %},
            staged.case_code
            {%- endif %}
        from (
            {% if is_incremental() -%}
                {{ rows_of_keys(ref(staging), ['record_key'], touched) }}
            {%- else -%}
                select * from {{ ref(staging) }}
            {%- endif %}
        ) as staged
    ),

    judged as (
        select
            records.* exclude (faults),
            files.load_id,
            files.is_live,
            files.is_duplicate,
            files.is_rejected_by_steward,
            {%- if orphan_rule %}
            case
                when records.case_code is not null and cases.case_code is null
                    then list_append(records.faults, {'rule_code': '{{ orphan_rule }}', 'field': 'case_code'})
                else records.faults
            end as faults,
            {%- else %}
            records.faults,
            {%- endif %}
            row(
                files.exported_at, files.window_to, files.window_from, files.portal, files.sha256,
                coalesce(records.member, ''), records.line, files.source_file, records.file_id
            ) as place
        from records
        inner join files on records.file_id = files.file_id
        {%- if orphan_rule %}
        left join {{ ref('fct_cases') }} as cases on records.case_code = cases.case_code
        {%- endif %}
    ),

    -- What stewards rejected, by row or by load, is a fault like others.
    decided as (
        select
            judged.* replace (
                case
                    when judged.is_rejected_by_steward or rejections.load_id is not null
                        then list_append(
                            judged.faults,
                            {'rule_code': 'rejected_by_steward', 'field': cast(null as varchar)}
                        )
                    else judged.faults
                end as faults
            )
        from judged
        left join control.rejection as rejections
            on
                judged.load_id = rejections.load_id
                and judged.line = rejections.line
                and coalesce(judged.member, '') = rejections.member
                and rejections.is_now
    ),

    ranked as (
        select
            *,
            is_live and len(faults) = 0 as is_good,
            row_number() over (
                partition by record_key, is_live and len(faults) = 0 order by place desc
            ) as place_in_key,
            row_number() over (
                partition by record_key, is_live and len(faults) = 0, content_hash order by place desc
            ) as place_in_copies,
            max(case when is_live and len(faults) = 0 then place end) over (
                partition by record_key
            ) as winner
        from decided
    ),

    final as (
        select
            record_key,
            file_id,
            member,
            line,
            case
                when is_duplicate then 'duplicate'
                when not is_live and is_rejected_by_steward is not true then 'superseded'
                when not is_good then 'quarantined'
                when place_in_copies > 1 then 'duplicate'
                when place_in_key > 1 then 'superseded'
                else 'kept'
            end as fate,
            not is_good and coalesce(winner < place, false) as is_older_version_kept,
            faults,
            winner[9] as winner_file_id,
            winner[6] as winner_member,
            winner[7] as winner_line
        from ranked
    )

    select * from final
{%- endmacro %}
