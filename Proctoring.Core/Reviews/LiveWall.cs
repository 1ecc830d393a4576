using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
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
                    Newest = Newest(flags[session.Id]),
                    Serious = flags[session.Id].Any(row => row.EndedAt is null && row.Severity == Severity.High),
                    Watching = look?.State,
                    Connected = look?.Connected,
                    Picture = look?.Picture,
                };
            }),
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

    /// <summary>Reads the flags and messages of a running session; null if it does not run, or if the viewer may not watch it.</summary>
    public async Task<LiveStory?> StoryAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
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
        return new LiveStory(flags, messages);
    }

    static LiveFlag? Newest(IEnumerable<ProctoringViolation> rows) =>
        rows.MaxBy(row => row.BeganAt) is { } row
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

    public required LiveFlag? Newest { get; init; }

    /// <summary>Whether a flag of high severity is in progress.</summary>
    public required bool Serious { get; init; }

    /// <summary>The state of the analysis; null if this server does not hold the session in memory.</summary>
    public required WatchState? Watching { get; init; }

    public required bool? Connected { get; init; }

    /// <summary>The number of the newest frame; null if there is none.</summary>
    public required long? Picture { get; init; }

    /// <summary>The urgency in a few steps, so that tiles do not change places with every point of risk.</summary>
    public int Worry =>
        Serious ? 4
        : Connected == false || Watching is null or WatchState.Silent or WatchState.Blind or WatchState.Paused ? 3
        : Risk >= 40 ? 2
        : Risk >= 10 ? 1
        : 0;
}

/// <summary>The newest flag of a running session.</summary>
public sealed record LiveFlag(string Type, string Title, Severity Severity, DateTime BeganAt, bool GoesOn);

/// <summary>The flags and messages of a running session.</summary>
/// <param name="Flags">The flags, newest first.</param>
/// <param name="Messages">The messages, oldest first.</param>
public sealed record LiveStory(IReadOnlyList<MonitorEntry> Flags, IReadOnlyList<CaseMessage> Messages);
