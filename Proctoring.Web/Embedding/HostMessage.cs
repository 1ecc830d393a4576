using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Embedding;

/// <summary>A message to the host page. The names and members are a contract: see docs/embedding.md.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Detail">Its members, as in JSON.</param>
internal sealed record HostMessage(string Type, IReadOnlyDictionary<string, object?> Detail)
{
    static readonly IStringLocalizer L = TextSet.Of<EmbedTexts>();

    public static HostMessage Closed { get; } = new("closed", new Dictionary<string, object?>());

    /// <summary>The request to pause was refused; the monitoring continues.</summary>
    public static HostMessage PauseRefused =>
        new("pause-refused", new Dictionary<string, object?> { ["reason"] = (string)L["Host_PauseRefused"] });

    /// <summary>The exam can't be taken in this frame.</summary>
    /// <param name="reason">The reason in a sentence.</param>
    /// <param name="status">The kind of reason, as an HTTP status.</param>
    public static HostMessage Unavailable(string reason, int status) =>
        new("unavailable", new Dictionary<string, object?> { ["reason"] = reason, ["status"] = status });

    /// <summary>The time at which the exam opens has not come; the frame opens the exam by itself.</summary>
    public static HostMessage NotOpen(SessionView session) =>
        new("not-open", new Dictionary<string, object?> { ["opens_at"] = Time(session.NotBefore), ["closes_at"] = Time(session.NotAfter) });

    /// <summary>The exam started.</summary>
    public static HostMessage Started(SessionView session, bool mayPause) =>
        new(
            "exam-started",
            new Dictionary<string, object?>
            {
                ["exam_id"] = session.Number,
                ["exam_name"] = session.ExamName,
                ["total_questions"] = session.TotalQuestions,
                ["started_at"] = Time(session.StartedAt),
                ["ends_at"] = Time(session.EndsAt),
                ["may_pause"] = mayPause,
                ["allowed"] = session.RulesOff,
            }
        );

    /// <summary>The session is over.</summary>
    public static HostMessage Submitted(ReportContent report, int? examId) =>
        new(
            "exam-submitted",
            new Dictionary<string, object?>
            {
                ["exam_id"] = examId,
                ["score"] = report.Score,
                ["correct_answers"] = report.CorrectAnswers,
                ["total_questions"] = report.TotalQuestions,
                ["timed_out"] = report.TimedOut,
                ["violations"] = report.Violations.Count,
                ["finished_at"] = Time(report.FinishedAt),
            }
        );

    /// <summary>Monitoring is interrupted, or continues.</summary>
    public static HostMessage Interrupted(string? reason, bool goesOn) =>
        new("monitoring-degraded", new Dictionary<string, object?> { ["reason"] = reason, ["going_on"] = goesOn });

    /// <summary>The messages for a change of a violation; none if the host page need not know.</summary>
    public static IEnumerable<HostMessage> From(ViolationChange change)
    {
        if (change.Kind == ChangeKind.Continued)
            yield break;
        var (span, began) = (change.Span, change.Kind == ChangeKind.Began);
        if (span.Kind.Id is "monitoring_degraded" or "not_watched")
        {
            yield return Interrupted(DetailText.Of(span.Detail), began);
            yield break;
        }

        // An episode without duration begins and ends at once.
        if (!began && span.Ended == span.Began)
            yield break;
        yield return new HostMessage("violation", Of(span, began ? "began" : "ended"));
        if (began && span.WarnCandidate)
            yield return new HostMessage(
                "warning",
                new Dictionary<string, object?>(Of(span, "began")) { ["advice"] = RuleText.Advice(span.Kind) }
            );
    }

    static Dictionary<string, object?> Of(ViolationSpan span, string state) =>
        new()
        {
            ["id"] = span.Id,
            ["type"] = span.Kind.Id,
            ["title"] = RuleText.Title(span.Kind),
            ["severity"] = span.Severity.ToString().ToLowerInvariant(),
            ["state"] = state,
            ["started_at"] = Time(span.Began),
            ["ended_at"] = Time(span.Ended),
            ["detail"] = DetailText.Of(span.Detail),
        };

    static string? Time(DateTime? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
