using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Practice;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Coaches after practice: what a reviewer would look at, how often and when. The candidate can delete everything.</summary>
public sealed partial class PracticeSummary
{
    /// <summary>The most times that one line names.</summary>
    const int MostTimes = 5;

    bool busy;
    bool failed;

    [Parameter, EditorRequired]
    public ReportContent Report { get; set; } = null!;

    /// <summary>The right to the session.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    [Inject]
    PracticeRemover Remover { get; set; } = null!;

    [Inject]
    SessionAccessStore Accesses { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    [Inject]
    ILogger<PracticeSummary> Log { get; set; } = null!;

    DateTime DeletedAt => Report.FinishedAt + PracticeRemover.KeepFor;

    List<string> Lines =>
        [
            .. Report
                .Violations.GroupBy(violation => violation.Type)
                .OrderByDescending(group => group.Max(violation => violation.Severity))
                .ThenByDescending(group => group.Count())
                .Select(group =>
                    L["Practice_Line", RuleText.Title(group.Key, group.First().Title), group.Count(), Length(group), Times(group)].Value
                ),
        ];

    static string Length(IEnumerable<ReportedViolation> violations) =>
        DisplayText.Duration(TimeSpan.FromSeconds(violations.Sum(violation => violation.Duration.TotalSeconds)));

    string Times(IEnumerable<ReportedViolation> violations)
    {
        var times = violations.OrderBy(violation => violation.BeganAt).ToList();
        var shown = times.Take(MostTimes).Select(violation => DisplayText.Clock(violation.BeganAt - Report.StartedAt));
        return string.Join(", ", shown) + (times.Count > MostTimes ? " …" : "");
    }

    async Task DeleteAsync()
    {
        if (busy)
            return;
        (busy, failed) = (true, false);
        try
        {
            if (!await Remover.RemoveAsync(Access, CancellationToken.None))
                failed = true;
            else
            {
                await Accesses.ForgetAsync(Access.SessionId);
                Navigation.NavigateTo(".");
            }
        }
        catch (Exception cause)
        {
            LogNotDeleted(Log, cause, Access.SessionId);
            failed = true;
        }
        finally
        {
            busy = false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Practice session {SessionId} could not be deleted at the candidate's request")]
    static partial void LogNotDeleted(ILogger log, Exception cause, Guid sessionId);
}
