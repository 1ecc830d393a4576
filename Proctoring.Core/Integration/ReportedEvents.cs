using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Integration;

/// <summary>Stores the events that other systems report, each event once.</summary>
internal sealed class ReportedEvents(
    IDbContextFactory<ProctoringDb> databases,
    RuleCatalog rules,
    StoredPolicies policies,
    ViolationRecorder recorder,
    ReportBounds bounds,
    IRunningSessions running,
    SessionFeed feed,
    TimeProvider time
)
{
    /// <summary>The prefix of our own event ids. Callers may not use it: a caller who guessed an id could prevent our event from being
    /// stored.</summary>
    const string OwnIds = "submission:";

    const int LongestDetail = 300;

    /// <summary>Stores an event of a session under way. A client_event_id that was used before returns the earlier event, also after the
    /// end.</summary>
    /// <exception cref="CallRefusedException">There is no such exam under way, or its record is full.</exception>
    public Task<KeptEvent> RecordAsync(ApiCaller caller, SessionName name, ReportedEvent reported, CancellationToken cancellation)
    {
        if (reported.ClientEventId?.StartsWith(OwnIds, StringComparison.OrdinalIgnoreCase) == true)
            throw CallRefusedException.Field("client_event_id", $"may not begin with \"{OwnIds}\", as this server's own do");
        return RecordAsync(caller, name, reported, bounded: true, cancellation);
    }

    /// <summary>Stores an event that came with an exam's result, once by its place in the list, even if the record is full.</summary>
    public Task<KeptEvent> RecordSubmittedAsync(
        ApiCaller caller,
        int number,
        int place,
        ReportedEvent reported,
        CancellationToken cancellation
    ) =>
        RecordAsync(
            caller,
            new SessionName(number, null),
            reported with
            {
                ClientEventId = SubmittedId(place),
            },
            bounded: false,
            cancellation
        );

    /// <summary>Returns the rows of events that came with the result of an exam that has ended. Stores nothing.</summary>
    public async Task<IReadOnlyList<ProctoringViolation>> LateRowsAsync(
        Guid sessionId,
        IReadOnlyList<ReportedEvent> reported,
        CancellationToken cancellation
    )
    {
        if (reported.Count == 0)
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database.Sessions.AsNoTracking().SingleAsync(row => row.Id == sessionId, cancellation).ConfigureAwait(false);
        await policies.KnowAsync(session.Policy, cancellation).ConfigureAwait(false);
        var judges = rules.RulesOf(session.Policy, RuleOverride.FromJson(session.Accommodations));
        var latest = session.FinishedAt ?? time.GetUtcNow().UtcDateTime;
        return
        [
            .. reported
                .Select((seen, place) => (Seen: seen with { ClientEventId = SubmittedId(place) }, Name: EventNames.Find(seen.Type, rules)))
                .Select(one => (one.Seen, one.Name, Rule: judges.Single(rule => rule.Kind.Id == one.Name.RuleId)))
                .Where(one => one.Rule.Enabled)
                .Select(one => RowOf(sessionId, one.Rule, one.Name.Unknown, one.Seen, TimeOf(one.Seen, session.CreatedAt, latest))),
        ];
    }

    /// <summary>Counts the events on record that came with an exam's result, of a list of this length.</summary>
    public async Task<int> CountSubmittedAsync(Guid sessionId, int listed, CancellationToken cancellation)
    {
        if (listed == 0)
            return 0;
        List<string?> ids = [.. Enumerable.Range(0, listed).Select(SubmittedId)];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Violations.CountAsync(row => row.SessionId == sessionId && ids.Contains(row.ClientEventId), cancellation)
            .ConfigureAwait(false);
    }

    static string SubmittedId(int place) => FormattableString.Invariant($"{OwnIds}{place}");

    async Task<KeptEvent> RecordAsync(
        ApiCaller caller,
        SessionName name,
        ReportedEvent reported,
        bool bounded,
        CancellationToken cancellation
    )
    {
        var known = EventNames.Find(reported.Type, rules);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = database.Named(caller, name);
        var now = time.GetUtcNow().UtcDateTime;
        var found = await sessions
            .UnderWay(now)
            .Select(session => new
            {
                session.SessionId,
                session.Session!.Policy,
                session.Session.Accommodations,
                session.Session.StartedAt,
                session.Session.CreatedAt,
                session.Session.EndsAt,
            })
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        // The call that ended the session in the meantime may have brought the event too.
        if (found is null)
            return await EarlierAsync(sessions, reported, known, cancellation).ConfigureAwait(false)
                ?? throw ApiSessionQueries.NoneUnderWay(name);
        // Within this session only: callers that number their events from one repeat the ids in the next exam.
        if (
            await EarlierAsync(
                    database.SessionNumbers.Where(session => session.SessionId == found.SessionId),
                    reported,
                    known,
                    cancellation
                )
                .ConfigureAwait(false) is
            { } earlier
        )
            return earlier;
        // A session that never started here has no stored overrides of its student.
        var changes = found.StartedAt is null
            ? await AccommodationStore
                .SnapshotAsync(database, database.Sessions.Where(row => row.Id == found.SessionId), cancellation)
                .ConfigureAwait(false)
            : found.Accommodations;
        await policies.KnowAsync(found.Policy, cancellation).ConfigureAwait(false);
        var rule = rules.RulesOf(found.Policy, RuleOverride.FromJson(changes)).Single(one => one.Kind.Id == known.RuleId);
        if (!rule.Enabled)
            return new KeptEvent(null, false, known);
        if (bounded)
            await bounds.CheckAsync(database, caller, found.SessionId, reported.Picture, cancellation).ConfigureAwait(false);
        var at = TimeOf(reported, found.CreatedAt, now < found.EndsAt ? now : found.EndsAt ?? now);
        // An exam that is submitted in the same call sends no further pictures.
        var runsHere = bounded && found.StartedAt is not null;
        return await KeepAsync(found.SessionId, name, (rule, known), reported, at, runsHere, cancellation).ConfigureAwait(false);
    }

    /// <summary>The time of an event: never before its session was opened, never later than now or the deadline.</summary>
    static DateTime TimeOf(ReportedEvent reported, DateTime openedAt, DateTime latest)
    {
        var said = reported.Age is { } age ? latest - age : reported.At ?? latest;
        return new DateTime(Math.Clamp(said.Ticks, openedAt.Ticks, Math.Max(openedAt.Ticks, latest.Ticks)), DateTimeKind.Utc);
    }

    static async Task<KeptEvent?> EarlierAsync(
        IQueryable<SessionNumber> sessions,
        ReportedEvent reported,
        EventName name,
        CancellationToken cancellation
    ) =>
        reported.ClientEventId is { } client
        && await sessions
            .SelectMany(session => session.Session!.Violations)
            .Where(known => known.ClientEventId == client)
            .OrderByDescending(known => known.BeganAt)
            .Select(known => (Guid?)known.Id)
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false)
            is { } earlier
            ? new KeptEvent(earlier, false, name)
            : null;

    async Task<KeptEvent> KeepAsync(
        Guid sessionId,
        SessionName name,
        (ViolationRule Rule, EventName Name) meant,
        ReportedEvent reported,
        DateTime at,
        bool runsHere,
        CancellationToken cancellation
    )
    {
        var row = RowOf(sessionId, meant.Rule, meant.Name.Unknown, reported, at);
        var file = reported.Picture is { } picture ? EvidenceFile.Create(picture.Content, picture.ContentType, at) : null;
        var recorded =
            await recorder.InsertOnceAsync(row, file, cancellation).ConfigureAwait(false) ?? throw ApiSessionQueries.NoneUnderWay(name);
        if (recorded.Created)
        {
            if (runsHere)
                await AskForPicturesAsync(row).ConfigureAwait(false);
            Announce(row, meant.Rule);
        }

        return new KeptEvent(recorded.Id, recorded.Created, meant.Name);
    }

    /// <summary>Asks for pictures before the page learns of the flag: that of the screen may arrive at once.</summary>
    Task AskForPicturesAsync(ProctoringViolation row) =>
        row.Severity >= Severity.Medium && time.GetUtcNow().UtcDateTime - row.BeganAt <= ScreenReceiver.WantedFor
            ? running.AskForPicturesAsync(row.SessionId, row.Id)
            : Task.CompletedTask;

    /// <summary>Notifies the pages that follow the session, as of an instant that the rules saw.</summary>
    void Announce(ProctoringViolation row, ViolationRule rule)
    {
        var span = new ViolationSpan
        {
            Id = row.Id,
            Kind = rule.Kind,
            Severity = row.Severity,
            WarnCandidate = rule.WarnCandidate,
            Began = row.BeganAt,
            PeakConfidence = 1,
            MeanConfidence = 1,
            FramesSeen = 1,
            FramesLooked = 1,
            Detail = row.Detail,
        };
        feed.Announce(row.SessionId, new ViolationNews(new ViolationChange(ChangeKind.Began, span, false)));
        feed.Announce(row.SessionId, new ViolationNews(new ViolationChange(ChangeKind.Ended, span with { Ended = row.EndedAt }, false)));
    }

    static ProctoringViolation RowOf(Guid sessionId, ViolationRule rule, string? unknownName, ReportedEvent reported, DateTime at) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            SessionId = sessionId,
            Type = rule.Kind.Id,
            Title = rule.Kind.Title,
            Severity = rule.EffectiveSeverity,
            BeganAt = at,
            EndedAt = at,
            PeakConfidence = 1,
            MeanConfidence = 1,
            FramesSeen = 1,
            FramesLooked = 1,
            ClientEventId = reported.ClientEventId,
            Times = reported.Times,
            Objects = reported.Objects,
            Detail = DetailOf(unknownName, reported),
        };

    static string? DetailOf(string? unknownName, ReportedEvent reported)
    {
        var more = reported switch
        {
            { Objects: { Length: > 0 } objects } => objects,
            { Times: > 1 } => FormattableString.Invariant($"{reported.Times} times"),
            _ => null,
        };
        var detail = (unknownName, more) switch
        {
            ({ Length: > 0 }, not null) => $"{unknownName}: {more}",
            ({ Length: > 0 }, null) => unknownName,
            _ => more,
        };
        return detail is null ? null : TextCharacters.Shortened(detail, LongestDetail);
    }
}
