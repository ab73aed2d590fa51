-- Faults that concern some units only, and hold their figures unless a steward waives the rule.
with

run as (
    select as_of_date from {{ ref('clock') }}
),

limits as (
    select
        max(limit_value) filter (where limit_code = 'quarantined_share') as quarantined_share,
        max(limit_value) filter (where limit_code = 'quarantined_rows') as quarantined_rows,
        max(limit_value) filter (where limit_code = 'unit_days')::integer as unit_days
    from {{ ref('hold_limits') }}
),

freshness as (
    select * from {{ ref('portal_freshness') }}
),

waived as (
    select * from {{ source('control', 'waived_rules') }}
),

before as (
    select * from {{ source('readers', 'faults') }}
),

late as (
    select freshness.*, freshness.newest_window_to - limits.unit_days as first_day
    from freshness
    cross join limits
    where freshness.status = 'late'
),

-- The exports that reach furthest: what a portal sent last of its source, also after a correction of older windows.
newest_files as (
    select files.file_id, files.source, files.portal
    from {{ ref('files') }} as files
    inner join freshness
        on
            files.source = freshness.source
            and files.portal = freshness.portal
            and files.window_to = freshness.newest_window_to
    where files.is_live
),
{%- for one in held_sources() %}

{{ one.source }}_late as (
    select distinct facts.unit_code, late.source, late.portal, late.newest_exported_at
    from {{ ref(one.fact) }} as facts
    inner join late on late.source = '{{ one.source }}' and facts.portal = late.portal
    where facts.unit_code is not null and {{ one.day }} >= late.first_day
),

-- Faulty rows that no newer good record has mended.
{{ one.source }}_faulty as (
    select newest_files.portal, records.file_id, records.member, records.line
    from {{ ref(one.records) }} as records
    inner join newest_files on newest_files.source = '{{ one.source }}' and records.file_id = newest_files.file_id
    where records.fate = 'quarantined' and (records.winner_file_id is null or records.is_older_version_kept)
),

-- Where a portal has fewer than the limit altogether, none of its units reaches it: mostly nothing is read below.
{{ one.source }}_portals as (
    select faulty.portal
    from {{ one.source }}_faulty as faulty
    cross join limits
    group by faulty.portal
    having count(*) >= any_value(limits.quarantined_rows)
),

{{ one.source }}_rows as (
    select
        {{ 'cases' if one.of_case else 'staged' }}.unit_code,
        newest_files.portal,
        count(*) filter (where faulty.file_id is not null) as faulty_rows,
        count(*) as newest_rows
    from {{ ref(one.staging) }} as staged
    inner join newest_files on newest_files.source = '{{ one.source }}' and staged.file_id = newest_files.file_id
    {%- if one.of_case %}
    inner join {{ ref('fct_cases') }} as cases on staged.case_code = cases.case_code
    {%- endif %}
    left join {{ one.source }}_faulty as faulty
        on
            staged.file_id = faulty.file_id
            and staged.line = faulty.line
            and staged.member is not distinct from faulty.member
    where newest_files.portal in (select portals.portal from {{ one.source }}_portals as portals)
    group by {{ 'cases' if one.of_case else 'staged' }}.unit_code, newest_files.portal
),
{%- endfor %}

-- Forms that differ in a way that a steward raised: told only, until then. The form counts cases.
differing_forms as (
    select distinct compared.portal, compared.unit_code, compared.period_start, compared.period_end
    from {{ ref('reconciliation') }} as compared
    inner join {{ source('control', 'raised_difference') }} as raised
        on
            starts_with(compared.measure, 'identity_') = raised.is_of_form
            and compared.unit_code = coalesce(raised.unit_code, compared.unit_code)
            and compared.period_start = coalesce(raised.period_start, compared.period_start)
    where compared.outcome = 'differs'
),

raised_forms as (
    select
        portal,
        unit_code,
        string_agg(
            strftime(period_start, '%d/%m/%Y') || '–' || strftime(period_end, '%d/%m/%Y'), ', '
            order by period_start, period_end
        ) as periods
    from differing_forms
    group by portal, unit_code
),

found as (
    {%- for one in held_sources() %}
    select
        'late_portal' as rule_code,
        unit_code,
        source,
        portal,
        'Hệ thống ' || portal || ' chậm gửi {{ one.words }}, tệp mới nhất xuất ngày '
        || strftime(newest_exported_at, '%d/%m/%Y') as reason,
        cast(null as bigint) as faulty_rows,
        cast(null as bigint) as newest_rows
    from {{ one.source }}_late
    union all
    select
        'quarantined_rows' as rule_code,
        counted.unit_code,
        '{{ one.source }}' as source,
        counted.portal,
        'Quá nhiều dòng {{ one.words }} của hệ thống ' || counted.portal || ' bị cách ly' as reason,
        counted.faulty_rows,
        counted.newest_rows
    from {{ one.source }}_rows as counted
    cross join limits
    where
        counted.unit_code is not null
        and counted.faulty_rows >= limits.quarantined_rows
        and 100.0 * counted.faulty_rows >= limits.quarantined_share * counted.newest_rows
    union all
    {%- endfor %}
    select
        'form_06a_raised' as rule_code,
        unit_code,
        'cases' as source,
        portal,
        'Báo cáo 06a của hệ thống ' || portal || ' chưa khớp, kỳ ' || periods as reason,
        cast(null as bigint) as faulty_rows,
        cast(null as bigint) as newest_rows
    from raised_forms
),

final as (
    select
        found.rule_code,
        found.unit_code,
        found.source,
        found.portal,
        found.reason,
        found.faulty_rows,
        found.newest_rows,
        found.rule_code in (select waived.rule_code from waived) as is_waived,
        coalesce(before.found_since, run.as_of_date) as found_since
    from found
    semi join {{ ref('dim_unit') }} as units on found.unit_code = units.unit_code
    cross join run
    left join before
        on
            found.rule_code = before.rule_code
            and found.unit_code = before.unit_code
            and found.source = before.source
            and found.portal = before.portal
)

select * from final
