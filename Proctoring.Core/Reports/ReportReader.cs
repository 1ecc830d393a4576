using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Reports;

/// <summary>Makes a session's report when it ends, and reads the stored one afterwards.</summary>
internal sealed class ReportReader(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, TimeProvider time)
{
    /// <summary>The format of stored reports: camel case, severities by name.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Reads the stored report; null if the session has not ended, or the token does not open it.</summary>
    public async Task<ReportContent?> FindAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await ForCandidateAsync(database, database.Sessions.HeldBy(access), cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads the stored report for the holder of a signed link to it, which is the right; null if the session has not
    /// ended.</summary>
    public async Task<ReportContent?> OfLinkAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await ForCandidateAsync(database, database.Sessions.Where(session => session.Id == sessionId), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>The part of the report of one session that the exam shows its candidates now.</summary>
    async Task<ReportContent?> ForCandidateAsync(
        ProctoringDb database,
        IQueryable<ProctoringSession> session,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow().UtcDateTime;
        var readmitted = database.Sessions.Readmittable(database, now).Where(row => row.Status == SessionStatus.Ended);
        var stored = await session
            .Join(
                database.Reports,
                row => row.Id,
                report => report.SessionId,
                (row, report) =>
                    new
                    {
                        report.Content,
                        row.Exam,
                        // Otherwise a candidate who is readmitted would know the solutions.
                        Withheld = readmitted.Any(ended => ended.Id == row.Id),
                    }
            )
            .AsNoTracking()
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (Parse(stored?.Content) is not { } report || stored!.Exam is not { } exam)
            return Parse(stored?.Content);
        if (stored.Withheld || exam.WithholdsResults(now))
            return report with
            {
                Withheld = true,
                Answers = [],
                Score = null,
                CorrectAnswers = null,
                Points = null,
                Passed = null,
                Correction = null,
            };
        return exam.ShownDetail == ResultDetail.Score ? report with { Answers = [] } : report;
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
            .Include(row => row.Exam)
            .Include(row => row.Answers)
            .Include(row => row.Violations)
                .ThenInclude(violation => violation.Evidence)
            .SingleAsync(row => row.Id == sessionId, cancellation)
            .ConfigureAwait(false);
        var finished = session.FinishedAt!.Value;
        var gaps = await GapsAsync(database, session, finished, cancellation).ConfigureAwait(false);
        var agreed = await database
            .Consents.AsNoTracking()
            .SingleOrDefaultAsync(consent => consent.SessionId == sessionId, cancellation)
            .ConfigureAwait(false);
        var screen = rules.ScreenOf(session.Policy, new ScreenCapture(agreed?.ScreenSeconds)).IsOn;
        var room = await database.UsesRoomCameraAsync(sessionId, rules.RoomCameraOf(session.Policy, agreed?.RoomCamera), cancellation)
            .ConfigureAwait(false);
        // The solutions of an exam that was never shown stay secret.
        var paper = session.StartedAt is null ? [] : await database.PaperAsync(session, cancellation).ConfigureAwait(false);
        var answers = session.Answers.ToDictionary(answer => answer.QuestionId);
        var changes = await database.TimeChangesAsync(session.Id, cancellation).ConfigureAwait(false);
        var pauses = ReportedPause.Of(changes);
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
            StartedAt = BeganAt(session, finished),
            FinishedAt = finished,
            TotalQuestions = session.TotalQuestions,
            CorrectAnswers = session.CorrectAnswers,
            Score = session.Score,
            Points = session.Points,
            MaxPoints = session.MaxPoints,
            Ungraded = session.Ungraded,
            Passed = session.Score is { } score && session.Exam?.PassPercent is { } pass ? score >= pass : null,
            FramesRead = session.FramesRead,
            FramesRefused = session.FramesRefused,
            Answers =
            [
                .. paper.Select((one, index) => ReportedAnswer.Of(one.Question, index + 1, answers.GetValueOrDefault(one.Question.Id))),
            ],
            Violations = [.. session.Violations.OrderBy(violation => violation.BeganAt).Select(violation => Reported(violation, finished))],
            Gaps = gaps,
            Monitored = MonitoredOf(session, gaps, finished, screen, room),
            Policy = session.Policy,
            Accommodations = RuleOverride.FromJson(session.Accommodations),
            TimeChanges = changes,
            LateAnswers = session.Answers.Count(answer => answer.ReceivedAt is not null),
            LastLateAnswerAt = session.Answers.Max(answer => answer.ReceivedAt),
            AnswersInPauses = session.Answers.Count(answer => pauses.Any(pause => pause.Contains(answer.AnsweredAt))),
            Risk = session.Proctored ? rules.RiskOf(session.Violations, session.Policy, finished) : null,
        };
    }

    IReadOnlyList<SensorCoverage> MonitoredOf(
        ProctoringSession session,
        IReadOnlyList<SensorGapSpan> gaps,
        DateTime finished,
        bool screen,
        bool room
    )
    {
        if (!session.Proctored)
            return [];
        var judges = rules.RulesOf(session.Policy, RuleOverride.FromJson(session.Accommodations));
        var sensors = SessionSensors.Of(judges, session.StartedAt is not null, screen, room);
        return SensorCoverage.Of(gaps, BeganAt(session, finished), finished, sensors);
    }

    /// <summary>When the session began. One that ran only in another system's page began when it could: at its opening, or at the time for
    /// which it was planned, unless it ended before.</summary>
    static DateTime BeganAt(ProctoringSession session, DateTime finished) =>
        session.StartedAt ?? (session.OpenSince < finished ? session.OpenSince : finished);

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
            Strip = flag.Strip?.Id,
            StripTimes = flag.Strip is { } strip ? [.. StripFile.FramesOf(strip).Select(frame => frame.At)] : [],
        };
    }
}
