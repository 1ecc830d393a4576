using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;

namespace Proctoring.Tools.Practice;

/// <summary>The requests with which the list of sessions is measured.</summary>
internal static class BenchFilters
{
    static readonly string[] Types = ["head_pose", "tab_switch", "object_detected", "camera_blocked", "suspicious_gaze", "network_lost"];

    /// <summary>Typical requests: the plain list, one exam, one student, a week, a type, and combinations; deep pages too.</summary>
    /// <param name="index">The number of the request, from 0.</param>
    /// <param name="today">The day from which weeks are counted back, UTC.</param>
    /// <param name="exams">The names of exams to choose from.</param>
    public static SessionFilter Of(int index, DateTime today, IReadOnlyList<string> exams)
    {
        var filter = new SessionFilter
        {
            Sort = (SessionSort)(index % 3),
            Ascending = index % 5 == 0,
            Page = (index % 10) switch
            {
                0 or 1 or 2 or 3 => 0,
                4 => 1,
                5 => 5,
                6 => 40,
                7 => 200,
                8 => 399,
                _ => 3,
            },
        };
        return (index % 14) switch
        {
            0 => filter,
            1 => filter with { Exam = exams[index % exams.Count] },
            2 => filter with { Student = $"-{index % 90}1", Page = 0 },
            3 => filter with { From = today.AddDays(-7 - index), Before = today.AddDays(-index) },
            4 => filter with { Type = Types[index % Types.Length] },
            5 => filter with { Severity = (Severity)(index % 3) },
            6 => filter with { RiskFrom = index % 60, RiskTo = index % 60 + 30 },
            7 => filter with { Verdict = (Verdict)(index % 3) },
            8 => filter with { Undecided = true },
            9 => filter with { Unassigned = true },
            10 => filter with { Status = (SessionStatus)(2 + index % 3) },
            11 => filter with { Exam = exams[index % exams.Count], Type = Types[index % Types.Length], Page = 0 },
            12 => filter with { Student = "müller", Page = 0 },
            _ => filter with { Severity = Severity.High, Undecided = true, From = today.AddDays(-60), Page = 0 },
        };
    }

    /// <summary>The filter, the order and the page as one line.</summary>
    public static string Describe(SessionFilter filter)
    {
        var order = filter.Ascending ? "ascending" : "descending";
        List<string> parts = [string.Create(CultureInfo.InvariantCulture, $"by {filter.Sort} {order}, page {filter.Page}")];
        Add("exam", filter.Exam);
        Add("student", filter.Student);
        Add("from", filter.From);
        Add("before", filter.Before);
        Add("type", filter.Type);
        Add("severity", filter.Severity);
        Add("risk from", filter.RiskFrom);
        Add("risk to", filter.RiskTo);
        Add("verdict", filter.Verdict);
        Add("status", filter.Status);
        if (filter.Undecided)
            parts.Add("undecided");
        if (filter.Unassigned)
            parts.Add("unassigned");
        return string.Join(", ", parts);

        void Add(string name, object? value)
        {
            if (value is not null)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {(value is DateTime day ? $"{day:yyyy-MM-dd}" : value)}"));
        }
    }
}
