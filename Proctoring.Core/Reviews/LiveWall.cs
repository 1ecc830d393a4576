using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Reads the running sessions for proctors: the state in memory and the flags so far.</summary>
internal sealed class LiveWall(
    IDbContextFactory<ProctoringDb> databases,
    WallFlags wallFlags,
    IRunningSessions running,
    RuleCatalog rules,
    TimeProvider time
)
{
    /// <summary>The most sessions on one wall. Ranking more would mean reading all of them.</summary>
    public const int Most = 300;

    /// <summary>A candidate who opened a session longer ago has left.</summary>
    static readonly TimeSpan LongestChecks = TimeSpan.FromHours(1);

    /// <summary>Reads the sessions that the viewer may watch, by start.</summary>
    /// <param name="viewer">The proctor.</param>
    /// <param name="only">The only session to read; null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<LiveTile>> ReadAsync(StaffViewer viewer, Guid? only, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = await database
            .Sessions.AsNoTracking()
            .WatchedBy(database, viewer)
            .Where(session => only == null || session.Id == only)
            .OrderBy(session => session.StartedAt)
            .Take(Most)
            .Select(session => new
            {
                session.Id,
                session.ExamName,
                session.Student!.ExternalId,
                session.Student.Name,
                session.StartedAt,
                session.EndsAt,
                session.Policy,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var flags = await wallFlags.OfAsync(sessions.ConvertAll(session => session.Id), cancellation).ConfigureAwait(false);
        var looks = await running.LookAsync(sessions.ConvertAll(session => session.Id)).ConfigureAwait(false);
        var now = time.GetUtcNow().UtcDateTime;
        return
        [
            .. sessions.Select(session =>
            {
                var look = looks.GetValueOrDefault(session.Id);
                return new LiveTile
                {
                    Id = session.Id,
                    Student = StudentLabel.Of(session.ExternalId, session.Name),
                    ExamName = session.ExamName,
                    StartedAt = session.StartedAt ?? now,
                    EndsAt = session.EndsAt ?? now,
                    Risk = rules.RiskOf(flags[session.Id], session.Policy, now).Score,
                    Flags = flags[session.Id].Count,
                    MainFlag = MainFlagOf(flags[session.Id]),
                    HighFlags = flags[session.Id].Count(row => row.Severity == Severity.High),
                    Serious = flags[session.Id].Any(row => row.EndedAt is null && row.Severity == Severity.High),
                    Watching = look?.State,
                    Connected = look?.Connected,
                    Picture = look?.Picture,
                    Room = look?.Room,
                };
            }),
        ];
    }

    /// <summary>Reads the sessions whose candidates are in the checks before the start, the oldest first.</summary>
    public async Task<IReadOnlyList<PreparingSession>> PreparingAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        var since = time.GetUtcNow().UtcDateTime - LongestChecks;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = await database
            .Sessions.AsNoTracking()
            .PreparedBy(database, viewer)
            .Where(session => session.CreatedAt >= since)
            .OrderBy(session => session.CreatedAt)
            .Take(Most)
            .Select(session => new
            {
                session.Id,
                session.ExamName,
                session.Student!.ExternalId,
                session.Student.Name,
                session.CreatedAt,
                Consented = session.ConsentedAt != null,
                HasPhoto = session.ReferencePicture != null || session.ReferenceFace != null,
                WaitsForPerson = database.ManualIdentityChecks.Any(check => check.SessionId == session.Id && check.Confirmed == null),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. sessions.Select(session => new PreparingSession(
                session.Id,
                StudentLabel.Of(session.ExternalId, session.Name),
                session.ExamName,
                session.CreatedAt,
                session switch
                {
                    { WaitsForPerson: true } => PreparingStep.IdentityCheck,
                    { Consented: false } => PreparingStep.Consent,
                    { HasPhoto: false } => PreparingStep.Photo,
                    _ => PreparingStep.Ready,
                }
            )),
        ];
    }

    /// <summary>Reads the newest frame of a running session; null if there is none, or if the viewer may not watch it.</summary>
    public async Task<byte[]?> PictureAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.WatchedBy(database, viewer)
            .AnyAsync(session => session.Id == sessionId, cancellation)
            .ConfigureAwait(false)
            ? await running.PictureAsync(sessionId).ConfigureAwait(false)
            : null;
    }

    /// <summary>Reads the newest picture of the room camera; null if there is none, or if the viewer may not watch the session.</summary>
    public async Task<byte[]?> RoomPictureAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.WatchedBy(database, viewer)
            .AnyAsync(session => session.Id == sessionId, cancellation)
            .ConfigureAwait(false)
            ? await running.RoomPictureAsync(sessionId).ConfigureAwait(false)
            : null;
    }

    /// <summary>Reads the flags and messages of a running session; null if it does not run, or if the viewer may not watch it.</summary>
    public async Task<LiveSessionDetails?> DetailsAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (
            !await database
                .Sessions.WatchedBy(database, viewer)
                .AnyAsync(session => session.Id == sessionId, cancellation)
                .ConfigureAwait(false)
        )
            return null;
        var flags = await database
            .Violations.Where(row => row.SessionId == sessionId)
            .OrderByDescending(row => row.BeganAt)
            .Take(200)
            .Select(row => new MonitorEntry(row.Id, row.Title, row.Severity, row.BeganAt, row.EndedAt, row.Detail) { Type = row.Type })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var messages = await database.MessagesAsync(sessionId, "", cancellation).ConfigureAwait(false);
        var own = await database
            .Sessions.Where(session => session.Id == sessionId)
            .Select(session => new
            {
                CanPause = session.Proctored && session.ExamId != null,
                session.Policy,
                session.Accommodations,
                Pause = database.OpenPauses().FirstOrDefault(pause => pause.SessionId == session.Id),
            })
            .SingleAsync(cancellation)
            .ConfigureAwait(false);
        return new LiveSessionDetails(flags, messages)
        {
            Notes = await database
                .ReviewNotes.Where(note => note.SessionId == sessionId && note.ViolationId == null)
                .OrderBy(note => note.WrittenAt)
                .Select(note => new CaseNote(
                    null,
                    database.Users.Where(user => user.Id == note.AuthorId).Select(user => user.Name).FirstOrDefault() ?? "",
                    note.Text,
                    note.WrittenAt
                ))
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            CanPause = own.CanPause,
            CanFlag = ProctorFlags.RuleOf(rules, own.Policy, own.Accommodations).Enabled,
            Pause = own.Pause is { } pause
                ? new LivePause(pause.Kind == TimeChangeKind.Break, pause.ChangedAt.AddSeconds(pause.Seconds))
                : null,
        };
    }

    /// <summary>The most severe flag in progress; the newest one if none is in progress.</summary>
    static LiveFlag? MainFlagOf(IReadOnlyList<ProctoringViolation> rows) =>
        (rows.Where(row => row.EndedAt is null).MaxBy(row => (row.Severity, row.BeganAt)) ?? rows.MaxBy(row => row.BeganAt)) is { } row
            ? new LiveFlag(row.Type, row.Title, row.Severity, row.BeganAt, row.EndedAt is null)
            : null;
}

/// <summary>A running session on the wall.</summary>
public sealed record LiveTile
{
    public required Guid Id { get; init; }

    public required string Student { get; init; }

    public required string ExamName { get; init; }

    public required DateTime StartedAt { get; init; }

    public required DateTime EndsAt { get; init; }

    /// <summary>The risk score of the flags so far, 0–100.</summary>
    public required double Risk { get; init; }

    public required int Flags { get; init; }

    /// <summary>The most severe flag in progress; the newest one if none is in progress; null without flags.</summary>
    public required LiveFlag? MainFlag { get; init; }

    /// <summary>The number of flags of high severity so far; a page notices a new one by it.</summary>
    public int HighFlags { get; init; }

    /// <summary>Whether a flag of high severity is in progress.</summary>
    public required bool Serious { get; init; }

    /// <summary>The state of the analysis; null if this server does not hold the session in memory.</summary>
    public required WatchState? Watching { get; init; }

    public required bool? Connected { get; init; }

    /// <summary>The number of the newest frame; null if there is none.</summary>
    public required long? Picture { get; init; }

    /// <summary>The number of the newest picture of the room camera; null if it sends none.</summary>
    public long? Room { get; init; }

    /// <summary>The urgency in a few steps, so that tiles do not change places with every point of risk.</summary>
    public int Urgency =>
        Serious ? 4
        : Connected == false || Watching is null or WatchState.Silent or WatchState.Blind or WatchState.Paused ? 3
        : Risk >= 40 ? 2
        : Risk >= 10 ? 1
        : 0;
}

/// <summary>A flag of a running session.</summary>
public sealed record LiveFlag(string Type, string Title, Severity Severity, DateTime BeganAt, bool GoesOn);

/// <summary>The flags and messages of a running session.</summary>
/// <param name="Flags">The flags, newest first.</param>
/// <param name="Messages">The messages, oldest first.</param>
public sealed record LiveSessionDetails(IReadOnlyList<MonitorEntry> Flags, IReadOnlyList<CaseMessage> Messages)
{
    /// <summary>The staff's notes on the session, oldest first.</summary>
    public IReadOnlyList<CaseNote> Notes { get; init; } = [];

    /// <summary>Whether staff can pause the session.</summary>
    public bool CanPause { get; init; }

    /// <summary>Whether the policy of the session lets staff raise flags.</summary>
    public bool CanFlag { get; init; }

    /// <summary>The pause that stops its clock now; null while it runs.</summary>
    public LivePause? Pause { get; init; }
}

/// <summary>A pause of a session whose clock is stopped.</summary>
/// <param name="Break">Whether the candidate takes a break; otherwise staff paused the session.</param>
/// <param name="Until">When the session continues at the latest, UTC.</param>
public sealed record LivePause(bool Break, DateTime Until);

/// <summary>A session whose candidate is in the checks before the start.</summary>
/// <param name="Id">The session.</param>
/// <param name="Student">The student.</param>
/// <param name="ExamName">The exam.</param>
/// <param name="OpenedAt">When it was opened, UTC.</param>
/// <param name="Step">The step that the candidate has reached.</param>
public sealed record PreparingSession(Guid Id, string Student, string ExamName, DateTime OpenedAt, PreparingStep Step);

/// <summary>A step before the start of a session.</summary>
public enum PreparingStep
{
    Consent,
    Photo,

    /// <summary>A person must check the identity.</summary>
    IdentityCheck,

    /// <summary>The candidate can begin.</summary>
    Ready,
}
