using System.Globalization;
using Proctoring.Core.Staff;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Manage.Audit;

/// <summary>Reads the filter of the audit log from an address and ignores invalid values.</summary>
internal static class AuditQuery
{
    const int LongestText = 100;

    public static AuditFilter Read(
        string? text,
        string? action,
        string? from,
        string? to,
        string? session,
        bool oldest,
        TimeZoneInfo zone
    ) =>
        new(
            QueryText.Bounded(text, LongestText),
            QueryText.Bounded(action, LongestText),
            Start(Day(from), zone),
            Start(Day(to)?.AddDays(1), zone),
            Guid.TryParse(session, out var id) ? id : null,
            oldest
        );

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is > 2000 and < 9000
            ? day
            : null;

    static DateTime? Start(DateOnly? day, TimeZoneInfo zone) => day is { } date ? ZonedDay.StartOf(date, zone) : null;
}
