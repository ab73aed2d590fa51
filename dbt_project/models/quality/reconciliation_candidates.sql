{#-
    For each difference of form 06a the cases that could explain it. Where the form has more, cases that are not counted
    there but could be; where the cases are more, counted ones that the form may lack. Costs what the differences cost.
-#}
{%- set most = 20 -%}
with

differences as (
    select
        compared.portal, compared.unit_code, compared.measure, compared.difference, compared.period_start,
        compared.period_end, forms.province_code, files.exported_at as form_exported_at
    from {{ ref('reconciliation') }} as compared
    inner join {{ ref('fct_report_06a') }} as forms
        on
            compared.portal = forms.portal
            and compared.unit_code = forms.unit_code
            and compared.period_start = forms.period_start
            and compared.period_end = forms.period_end
    inner join {{ ref('files') }} as files on forms.load_id = files.load_id
    where compared.outcome = 'differs' and not starts_with(compared.measure, 'identity')
),

-- Units whose cases may stand in a unit's form, or the other way round.
related_units as (
    select distinct unit_code, unit_code as case_unit_code, 'same' as relation from differences
    union
    select successor_unit_code as unit_code, unit_code as case_unit_code, 'predecessor_unit' as relation
    from {{ ref('bridge_unit_successor') }}
    union
    select unit_code, successor_unit_code as case_unit_code, 'successor_unit' as relation
    from {{ ref('bridge_unit_successor') }}
),

parents as (
    select unit_code, parent_unit_code from {{ ref('dim_unit') }}
    where is_current
),

-- A sibling whose form differs the other way in the same measure and period.
siblings as (
    select differences.*, theirs.unit_code as case_unit_code
    from differences
    inner join parents on differences.unit_code = parents.unit_code
    inner join parents as beside
        on parents.parent_unit_code = beside.parent_unit_code and parents.unit_code <> beside.unit_code
    inner join differences as theirs
        on
            beside.unit_code = theirs.unit_code
            and differences.measure = theirs.measure
            and differences.period_start = theirs.period_start
            and differences.period_end = theirs.period_end
    where differences.difference > 0 and theirs.difference < 0
),

asked_units as (
    select related_units.case_unit_code from differences
    inner join related_units on differences.unit_code = related_units.unit_code
    union
    select case_unit_code from siblings
),

-- Each part hangs on the differences by a join of its own: where there is none, no case is read.
asked_cases as (
    select cases.record_key
    from {{ ref('case_facts') }} as cases
    inner join asked_units on cases.unit_code = asked_units.case_unit_code
    union
    select cases.record_key
    from {{ ref('case_facts') }} as cases
    inner join differences on split_part(cases.case_code, '-', 1) = differences.unit_code
),

counted_versions as (
    select
        'counted' as standing, cases.record_key, cases.case_code, cases.unit_code, cases.is_received, cases.is_open,
        cases.is_online, cases.is_finished, cases.received_date, cases.closed_date, cases.finished_date, cases.due_at,
        case when cases.due_at is not null then greatest(cases.received_date, {{ overdue_from() }}) end as overdue_from,
        files.exported_at, cases.source_file, cases.source_line
    from {{ ref('case_facts') }} as cases
    inner join {{ ref('files') }} as files on cases.load_id = files.load_id
    where cases.record_key in (select asked_cases.record_key from asked_cases)
),

staged as (
    select * from {{ ref('stg_cases') }}
    where unit_code in (select differences.unit_code from differences)
),

records as (
    select * from {{ ref('case_records') }}
    where file_id in (select staged.file_id from staged)
),

-- Records that do not count: faulty ones, and versions of before.
other_versions as (
    select
        records.fate as standing, records.record_key, staged.case_code, staged.unit_code,
        staged.received_at is not null and coalesce(staged.status not in ('registered', 'refused'), true)
            as is_received,
        coalesce(
            staged.status in ('accepted', 'processing', 'supplement_requested', 'fee_requested'), true
        ) as is_open,
        staged.channel = 'online' as is_online,
        staged.status in ('processed', 'returned') and staged.finished_at is not null as is_finished,
        staged.received_at::date as received_date,
        case
            when staged.status in ('processed', 'returned', 'withdrawn', 'stopped')
                then coalesce(staged.finished_at, staged.returned_at)::date
        end as closed_date,
        case when staged.status in ('processed', 'returned') then staged.finished_at::date end as finished_date,
        staged.due_at,
        case
            when staged.due_at is not null then greatest(staged.received_at::date, {{ overdue_from() }})
        end as overdue_from,
        files.exported_at, files.source_file || coalesce('!' || staged.member, '') as source_file,
        staged.line as source_line
    from staged
    inner join records
        on
            staged.file_id = records.file_id
            and staged.line = records.line
            and staged.member is not distinct from records.member
    inner join {{ ref('files') }} as files on staged.file_id = files.file_id
    where records.fate in ('quarantined', 'superseded')
),

versions as (
    select * from counted_versions
    union all by name
    select * from other_versions
),

periods as (
    select distinct period_start, period_end from differences
),

placed as (
    select
        versions.*, asked.period_start, asked.period_end, shifts.shift,
        versions.is_received and versions.received_date between asked.period_start + shifts.shift
        and asked.period_end + shifts.shift as is_received_then,
        versions.is_received and versions.received_date < asked.period_start + shifts.shift
        and coalesce(versions.closed_date >= asked.period_start + shifts.shift, versions.is_open) as is_carried_in,
        versions.is_received and versions.closed_date between asked.period_start + shifts.shift
        and asked.period_end + shifts.shift as is_closed_then,
        versions.is_received and versions.received_date <= asked.period_end + shifts.shift
        and coalesce(versions.closed_date > asked.period_end + shifts.shift, versions.is_open) as is_open_then
    from versions
    inner join periods as asked
        on
            versions.received_date <= asked.period_end + 1
            and coalesce(versions.closed_date >= asked.period_start - 1, true)
    cross join (values (-1), (0), (1)) as shifts (shift)
),

measured as (
    select
        standing, record_key, case_code, unit_code as case_unit_code, exported_at, source_file, source_line,
        period_start, period_end,
        any_value({{ form_06a_measures_of_case('shift') }}) filter (where shift = -1) as earlier,
        any_value({{ form_06a_measures_of_case('shift') }}) filter (where shift = 0) as present,
        any_value({{ form_06a_measures_of_case('shift') }}) filter (where shift = 1) as later
    from placed
    group by all
),

counted as (
    select * from measured
    where standing = 'counted'
),

counted_now as (
    select differences.*, counted.* exclude (period_start, period_end),  -- noqa: RF02

        list_contains(counted.present, differences.measure) as is_in,
        list_contains(counted.earlier, differences.measure) as is_in_earlier,
        list_contains(counted.later, differences.measure) as is_in_later
    from differences
    inner join counted
        on
            differences.unit_code = counted.case_unit_code
            and differences.period_start = counted.period_start
            and differences.period_end = counted.period_end
),

reasons as (
    select *, 'at_the_edge' as reason from counted_now
    where difference > 0 and not is_in and (is_in_earlier or is_in_later)
    union all by name
    select *, 'at_the_edge' as reason from counted_now
    where difference < 0 and is_in and not (is_in_earlier and is_in_later)
    union all by name
    select *, 'after_the_form' as reason from counted_now
    where difference < 0 and is_in and exported_at > form_exported_at
    union all by name
    select counted_now.*, 'other_unit_in_code' as reason from counted_now
    inner join parents on split_part(counted_now.case_code, '-', 1) = parents.unit_code
    where counted_now.difference < 0 and counted_now.is_in and parents.unit_code <> counted_now.unit_code
    union all by name
    select differences.*, counted.* exclude (period_start, period_end),  -- noqa: RF02
        'other_unit_in_code' as reason
    from differences
    inner join counted
        on
            differences.unit_code = split_part(counted.case_code, '-', 1)
            and differences.unit_code <> counted.case_unit_code
            and differences.period_start = counted.period_start
            and differences.period_end = counted.period_end
    where differences.difference > 0 and list_contains(counted.present, differences.measure)
    union all by name
    select differences.*, counted.* exclude (period_start, period_end),  -- noqa: RF02
        related_units.relation as reason
    from differences
    inner join related_units
        on differences.unit_code = related_units.unit_code and related_units.relation <> 'same'
    inner join counted
        on
            related_units.case_unit_code = counted.case_unit_code
            and differences.period_start = counted.period_start
            and differences.period_end = counted.period_end
    where differences.difference > 0 and list_contains(counted.present, differences.measure)
    union all by name
    select siblings.* exclude (case_unit_code), counted.* exclude (period_start, period_end),  -- noqa: RF02
        'sibling_unit' as reason
    from siblings
    inner join counted
        on
            siblings.case_unit_code = counted.case_unit_code
            and siblings.period_start = counted.period_start
            and siblings.period_end = counted.period_end
    where list_contains(counted.present, siblings.measure)
    union all by name
    select differences.*, told.* exclude (period_start, period_end),  -- noqa: RF02

        case
            when told.standing = 'quarantined' then 'quarantined'
            when facts.record_key is null then 'deleted'
            else 'older_version'
        end as reason
    from differences
    inner join measured as told
        on
            differences.unit_code = told.case_unit_code
            and differences.period_start = told.period_start
            and differences.period_end = told.period_end
    left join counted as still
        on
            told.record_key = still.record_key
            and told.case_unit_code = still.case_unit_code
            and differences.period_start = still.period_start
            and differences.period_end = still.period_end
            and list_contains(still.present, differences.measure)
    left join {{ ref('fct_cases') }} as facts on told.record_key = facts.record_key
    where
        differences.difference > 0
        and told.standing <> 'counted'
        and list_contains(told.present, differences.measure)
        and still.record_key is null
),

-- Of several versions of one case that tell the same, the newest.
newest as (
    select * from reasons
    qualify row_number() over (
        partition by portal, unit_code, period_start, period_end, measure, reason, record_key
        order by exported_at desc, source_file desc, source_line desc
    ) = 1
),

final as (
    select
        portal,
        unit_code,
        measure,
        reason,
        case_code,
        case_unit_code,
        source_file,
        source_line::integer as source_line,
        difference,
        count(*) over (
            partition by portal, unit_code, period_start, period_end, measure, reason
        )::integer as candidates,
        exported_at,
        period_start,
        period_end
    from newest
    qualify row_number() over (
        partition by portal, unit_code, period_start, period_end, measure, reason
        order by case_code, source_file, source_line
    ) <= {{ most }}
)

select * from final
