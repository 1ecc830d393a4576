using System.Globalization;
using Microsoft.Extensions.Primitives;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review;

/// <summary>A filter as part of an address, so that a list can be bookmarked, sent to a colleague and returned to. Invalid values are
/// ignored.</summary>
internal static class FilterQuery
{
    /// <summary>Part of the address of a session that was opened from the list instead of the queue.</summary>
    public const string List = "list";

    public const string Me = "me";
    public const string NoOne = "no-one";
    public const string None = "none";
    public const string Any = "any";

    const int Longest = 200;

    /// <param name="query">The address's query.</param>
    /// <param name="viewer">Who "me" is.</param>
    /// <param name="zone">Turns the start of a day in the viewer's zone into UTC.</param>
    public static SessionFilter Read(IReadOnlyDictionary<string, StringValues> query, Guid? viewer, Func<DateOnly, DateTime> zone)
    {
        var assigned = Text(query, "assigned");
        return new SessionFilter
        {
            Exam = Text(query, "exam"),
            Student = Text(query, "student"),
            From = Day(query, "from") is { } from ? zone(from) : null,
            Before = Day(query, "to") is { } to && to < DateOnly.MaxValue ? zone(to.AddDays(1)) : null,
            Type = Text(query, "type"),
            Severity = One<Severity>(query, "severity"),
            RiskFrom = Number(query, "risk_from"),
            RiskTo = Number(query, "risk_to"),
            Verdict = One<Verdict>(query, "verdict"),
            Decided = Text(query, "verdict") == Any,
            Flagged = Text(query, "severity") == Any,
            Undecided = Text(query, "verdict") == None,
            Stage = One<ReviewStage>(query, "stage"),
            AssignedTo =
                assigned == Me ? viewer
                : Guid.TryParse(assigned, out var id) ? id
                : null,
            // The second name is that of addresses from before 29 November 2026.
            Unassigned = assigned is NoOne or "nobody",
            Status = One<SessionStatus>(query, "status"),
            Sort = One<SessionSort>(query, "sort") ?? SessionSort.Opened,
            Ascending = Text(query, "order") == "up",
            Page = int.TryParse(Text(query, "page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                ? Math.Clamp(page - 1, 0, 1_000_000)
                : 0,
        };
    }

    public static string? Text(IReadOnlyDictionary<string, StringValues> query, string key) =>
        query.TryGetValue(key, out var values) ? QueryText.Bounded(values.ToString(), Longest) : null;

    public static DateOnly? Day(IReadOnlyDictionary<string, StringValues> query, string key) =>
        DateOnly.TryParseExact(Text(query, key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is > 1990 and < 2200
            ? day
            : null;

    public static double? Number(IReadOnlyDictionary<string, StringValues> query, string key) =>
        double.TryParse(Text(query, key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Math.Clamp(number, 0, 100)
            : null;

    static T? One<T>(IReadOnlyDictionary<string, StringValues> query, string key)
        where T : struct, Enum =>
        Text(query, key) is { } text
        && !char.IsAsciiDigit(text[0])
        && Enum.TryParse<T>(text, ignoreCase: true, out var one)
        && Enum.IsDefined(one)
            ? one
            : null;
}
