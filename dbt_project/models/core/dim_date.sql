with

days as (
    select unnest(generate_series(date '2000-01-01', date '2040-12-31', interval 1 day))::date as day
),

holidays as (
    select * from {{ source('register', 'public_holiday') }}
),

-- A slice is a month, cut where a campaign begins or has ended: every period from the month up is made of slices.
cuts as (
    select distinct date_trunc('month', day)::date as slice_start from days
    union
    select period_start::date as slice_start from {{ ref('campaigns') }}
    union
    select period_end::date + 1 as slice_start from {{ ref('campaigns') }}
),

final as (
    select
        days.day,
        holidays.holiday_name,
        isoyear(days.day) || '-W' || lpad(week(days.day)::varchar, 2, '0') as iso_week,
        strftime(days.day, '%Y-%m') as month_name,
        year(days.day) || '-Q' || quarter(days.day) as quarter_name,
        year(days.day)::integer as year_number,
        isodow(days.day)::integer as iso_weekday,
        isodow(days.day) < 6 and holidays.day is null as is_working_day,
        holidays.day is not null as is_public_holiday,
        month(days.day) in (3, 6, 9, 12) as is_peak_month,
        date_trunc('week', days.day)::date as week_start,
        date_trunc('month', days.day)::date as month_start,
        date_trunc('quarter', days.day)::date as quarter_start,
        date_trunc('year', days.day)::date as year_start,
        cuts.slice_start
    from days
    left join holidays on days.day = holidays.day
    asof inner join cuts on days.day >= cuts.slice_start
)

select * from final
