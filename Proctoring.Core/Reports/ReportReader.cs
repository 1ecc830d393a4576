using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reports;

/// <summary>Makes a session's report when it ends, and reads the stored one afterwards.</summary>
internal sealed class ReportReader(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules)
{
    /// <summary>The format of stored reports: camel case, severities by name.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Reads the stored report; null if the session has not ended, or the token does not open it.</summary>
    public async Task<ReportContent?> FindAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var content = await database
            .Sessions.HeldBy(access)
            .Join(database.Reports, session => session.Id, report => report.SessionId, (_, report) => report.Content)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return Parse(content);
    }

    /// <summary>Reads the stored report for the holder of a signed link to it, which is the right; null if the session has not
    /// ended.</summary>
    public async Task<ReportContent?> OfLinkAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var content = await database
            .Reports.Where(report => report.SessionId == sessionId)
            .Select(report => report.Content)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return Parse(content);
    }

    /// <summary>Reads the content of a report's row; null without a row.</summary>
    public static ReportContent? Parse(string? content) =>
        content is null ? null : JsonSerializer.Deserialize<ReportContent>(content, Json);

    /// <summary>Makes the report of a session whose end, score and flags are in the database.</summary>
    public async Task<ReportContent> ReadAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        var session = await database
            .Sessions.AsNoTracking()
            .AsSplitQuery()
            .Include(row => row.Exam!.Questions)
            .Include(row => row.Answers)
            .Include(row => row.Violations)
                .ThenInclude(violation => violation.Evidence)
            .SingleAsync(row => row.Id == sessionId, cancellation)
            .ConfigureAwait(false);
        var finished = session.FinishedAt!.Value;
        var gaps = await GapsAsync(database, session, finished, cancellation).ConfigureAwait(false);
        var choices = session
            .Answers.Where(answer => answer.Choice != SessionAnswer.Cleared)
            .ToDictionary(answer => answer.QuestionId, answer => answer.Choice);
        return new ReportContent
        {
            SessionId = session.Id,
            ExamName = session.ExamName,
            ExamLanguage = session.Exam?.Language ?? "",
            Proctored = session.Proctored,
            Practice = session.Practice,
            TimedOut = session.Status == SessionStatus.TimedOut,
            Expired = session.Status == SessionStatus.Expired,
            EndedByOthers = session.Status is SessionStatus.Ended or SessionStatus.Cancelled,
            EndReason = session.Status is SessionStatus.Ended or SessionStatus.Cancelled ? session.EndReason : null,
            // A session that ran only in another system's page began when it was opened.
            StartedAt = session.StartedAt ?? session.CreatedAt,
            FinishedAt = finished,
            TotalQuestions = session.TotalQuestions,
            CorrectAnswers = session.CorrectAnswers,
            Score = session.Score,
            FramesRead = session.FramesRead,
            FramesRefused = session.FramesRefused,
            // The solutions of an exam that was never shown stay secret.
            Answers =
            [
                .. (session.StartedAt is null ? [] : session.Exam?.Questions ?? [])
                    .OrderBy(question => question.Number)
                    .Select(question => new ReportedAnswer(
                        question.Number,
                        question.Text,
                        question.Choices,
                        choices.TryGetValue(question.Id, out var choice) ? choice : null,
                        question.RightChoice,
                        question.Explanation
                    )),
            ],
            Violations = [.. session.Violations.OrderBy(violation => violation.BeganAt).Select(violation => Reported(violation, finished))],
            Gaps = gaps,
            Monitored = MonitoredOf(session, gaps, finished),
            Policy = session.Policy,
            Accommodations = RuleOverride.FromJson(session.Accommodations),
            TimeChanges = await database.TimeChangesAsync(session.Id, cancellation).ConfigureAwait(false),
            LateAnswers = session.Answers.Count(answer => answer.ReceivedAt is not null),
            LastLateAnswerAt = session.Answers.Max(answer => answer.ReceivedAt),
            Risk = session.Proctored ? rules.RiskOf(session.Violations, session.Policy, finished) : null,
        };
    }

    IReadOnlyList<SensorCoverage> MonitoredOf(ProctoringSession session, IReadOnlyList<SensorGapSpan> gaps, DateTime finished)
    {
        if (!session.Proctored)
            return [];
        var judges = rules.RulesOf(session.Policy, RuleOverride.FromJson(session.Accommodations));
        var sensors = SessionSensors.Of(judges, session.StartedAt is not null);
        return SensorCoverage.Of(gaps, session.StartedAt ?? session.CreatedAt, finished, sensors);
    }

    static async Task<IReadOnlyList<SensorGapSpan>> GapsAsync(
        ProctoringDb database,
        ProctoringSession session,
        DateTime finished,
        CancellationToken cancellation
    )
    {
        if (!session.Proctored)
            return [];
        // A session that another system ran has no series here; each span that it did not send is a flag.
        if (session.StartedAt is null)
        {
            return
            [
                .. session
                    .Violations.Where(violation => violation.Type == NotWatchedRule.Id)
                    .OrderBy(violation => violation.BeganAt)
                    .Select(gap => new SensorGapSpan(Sensor.Camera, GapCause.NoFrames, gap.BeganAt, gap.EndedAt ?? finished, gap.Detail)),
            ];
        }

        var chunks = database
            .ObservationChunks.AsNoTracking()
            .Where(chunk => chunk.SessionId == session.Id)
            .OrderBy(chunk => chunk.Sequence);
        return SessionGaps.Read(await chunks.ToListAsync(cancellation).ConfigureAwait(false), finished);
    }

    static ReportedViolation Reported(ProctoringViolation violation, DateTime finished)
    {
        // The candidate's language may be another one; the record is in English.
        using var english = Language.English.Use();
        var flag = StoredFlag.Of(violation, finished);
        return new ReportedViolation(
            violation.Id,
            violation.Type,
            violation.Title,
            flag.Explanation,
            violation.Severity,
            violation.BeganAt,
            flag.EndedAt!.Value,
            violation.PeakConfidence,
            violation.MeanConfidence,
            violation.FramesSeen,
            violation.FramesLooked,
            violation.Model,
            violation.Threshold,
            violation.Detail,
            [.. flag.Pictures.Select(picture => picture.File.Id)]
        )
        {
            Sentence = flag.Sentence,
            Boxes = [.. flag.Pictures.Select(picture => picture.Boxes)],
            Sound = flag.Sound?.Id,
            SoundFrom = flag.Sound?.TakenAt,
        };
    }
}
