using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Dismisses the undecided flags of one unreliable rule in several ended sessions as one act, and withdraws it as one. Each
/// session is a separate transaction with its own entry in the audit log.</summary>
internal sealed partial class BulkDismissals(
    IDbContextFactory<ProctoringDb> databases,
    RuleCatalog rules,
    TimeProvider time,
    ILogger<BulkDismissals> log
)
{
    /// <summary>The most pictures that the reviewer sees before the act.</summary>
    const int MostPictures = 60;

    /// <summary>The time for which a batch is offered for withdrawal.</summary>
    static readonly TimeSpan Offered = TimeSpan.FromDays(1);

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Counts the undecided flags of each rule in the chosen sessions, the most first.</summary>
    public async Task<IReadOnlyList<UndecidedRule>> RulesAsync(
        StaffViewer viewer,
        IReadOnlyCollection<Guid> sessions,
        CancellationToken cancellation
    )
    {
        var chosen = ReviewLimits.Chosen(sessions);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var flags = await Undecided(database, viewer, chosen)
            .Select(flag => new
            {
                flag.Type,
                flag.Title,
                flag.SessionId,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. flags
                .GroupBy(flag => flag.Type)
                .Select(type => new UndecidedRule(
                    type.Key,
                    type.First().Title,
                    type.Count(),
                    type.Select(flag => flag.SessionId).Distinct().Count()
                ))
                .OrderByDescending(rule => rule.Flags)
                .ThenBy(rule => rule.Type, StringComparer.Ordinal),
        ];
    }

    /// <summary>Returns the best pictures of the flags that a dismissal would decide, the latest first.</summary>
    public async Task<IReadOnlyList<UndecidedPicture>> PicturesAsync(
        StaffViewer viewer,
        IReadOnlyCollection<Guid> sessions,
        string rule,
        CancellationToken cancellation
    )
    {
        var chosen = ReviewLimits.Chosen(sessions);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Undecided(database, viewer, chosen)
            .Where(flag => flag.Type == rule)
            .SelectMany(flag =>
                flag.Evidence.Where(image => image.ContentType != EvidenceImage.SoundType && image.ContentType != EvidenceImage.StripType)
            )
            .OrderByDescending(image => image.TakenAt)
            .Take(MostPictures)
            .Select(image => new UndecidedPicture(image.Violation!.SessionId, image.Id, image.TakenAt))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Dismisses the undecided flags of a rule. It leaves out flags that someone decided and sessions with a verdict.</summary>
    /// <param name="viewer">The reviewer.</param>
    /// <param name="sessions">The chosen sessions, at most <see cref="ReviewLimits.BulkSessions"/>.</param>
    /// <param name="rule">The rule's id.</param>
    /// <param name="reason">The reason of all decisions.</param>
    /// <param name="progress">Receives the number of sessions done; null if no caller wants it.</param>
    /// <param name="cancellation">Stops before the next session.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The reason is missing or too long, or there are too
    /// many sessions; nothing was changed.</exception>
    public async Task<BulkResult> DismissAsync(
        StaffViewer viewer,
        IReadOnlyCollection<Guid> sessions,
        string rule,
        string? reason,
        IProgress<int>? progress,
        CancellationToken cancellation
    )
    {
        var why = TextLimits.Required(reason, "reason", ReviewLimits.Reason);
        var chosen = ReviewLimits.Chosen(sessions);
        var at = Now;
        var batch = Guid.CreateVersion7(at);
        var result = new BulkResult(0, 0, 0);
        foreach (var (done, id) in chosen.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(done);
            result += await TryAsync(id, () => DismissInAsync(viewer, id, rule, why, batch, at)).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Withdraws the decisions of a batch that still stand. Sessions with a verdict since then keep theirs, because the verdict
    /// rests on them.</summary>
    public async Task<BulkResult> WithdrawAsync(StaffViewer viewer, Guid batch, CancellationToken cancellation)
    {
        List<Guid> sessions;
        await using (var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false))
            sessions = await database
                .FlagDecisions.StandingOf(viewer)
                .Where(row => row.BatchId == batch)
                .Select(row => row.SessionId)
                .Distinct()
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
        var (at, result) = (Now, new BulkResult(0, 0, 0));
        foreach (var id in sessions)
        {
            cancellation.ThrowIfCancellationRequested();
            result += await TryAsync(id, () => WithdrawInAsync(viewer, id, batch, at)).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>The viewer's batches of the last day with decisions that stand, the latest first.</summary>
    public async Task<IReadOnlyList<DismissalBatch>> RecentAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!viewer.MayReview())
            return [];
        var since = Now - Offered;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database
            .FlagDecisions.StandingOf(viewer)
            .Where(row => row.BatchId != null && row.DecidedAt > since)
            .Join(
                database.Violations,
                row => row.ViolationId,
                flag => flag.Id,
                (row, flag) =>
                    new
                    {
                        Batch = row.BatchId!.Value,
                        row.SessionId,
                        row.DecidedAt,
                        flag.Type,
                        flag.Title,
                    }
            )
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. rows.GroupBy(row => row.Batch)
                .Select(batch => new DismissalBatch(
                    batch.Key,
                    batch.First().Type,
                    batch.First().Title,
                    batch.Count(),
                    batch.Select(row => row.SessionId).Distinct().Count(),
                    batch.First().DecidedAt
                ))
                .OrderByDescending(batch => batch.At),
        ];
    }

    async Task<BulkResult> DismissInAsync(StaffViewer viewer, Guid sessionId, string rule, string why, Guid batch, DateTime at)
    {
        await using var act = await ReviewAct.BeginAsync(databases, viewer, sessionId, at, CancellationToken.None).ConfigureAwait(false);
        if (act is null)
            return BulkResult.LeftOutOne;
        // Read within the lock: a colleague may have decided in the meantime.
        var flags = await Undecided(act.Database, viewer, [sessionId])
            .Where(flag => flag.Type == rule)
            .Select(flag => flag.Id)
            .ToListAsync()
            .ConfigureAwait(false);
        if (flags.Count == 0)
            return BulkResult.LeftOutOne;
        act.Database.AddRange(
            flags.Select(flag => new FlagDecision
            {
                Id = Guid.CreateVersion7(at),
                SessionId = sessionId,
                ViolationId = flag,
                ReviewerId = viewer.UserId!.Value,
                Decision = Decision.Dismissed,
                Reason = why,
                DecidedAt = at,
                BatchId = batch,
            })
        );
        act.Database.Audit(viewer, "flag_dismissed", Subject(flags.Count, rule), at, sessionId, why);
        await act.StoreAsync(CancellationToken.None).ConfigureAwait(false);
        return new BulkResult(flags.Count, 1, 0);
    }

    async Task<BulkResult> WithdrawInAsync(StaffViewer viewer, Guid sessionId, Guid batch, DateTime at)
    {
        await using var act = await ReviewAct.BeginAsync(databases, viewer, sessionId, at, CancellationToken.None).ConfigureAwait(false);
        if (act is null || act.Session.Verdict is not null)
            return BulkResult.LeftOutOne;
        var database = act.Database;
        if (await database.SessionVerdicts.StandingOf(viewer).AnyAsync(row => row.SessionId == sessionId).ConfigureAwait(false))
            return BulkResult.LeftOutOne;
        var rows = await database
            .FlagDecisions.StandingOf(viewer)
            .Where(row => row.BatchId == batch && row.SessionId == sessionId)
            .ToListAsync()
            .ConfigureAwait(false);
        if (rows.Count == 0)
            return BulkResult.LeftOutOne;
        foreach (var row in rows)
            row.WithdrawnAt = at;
        database.Audit(viewer, "flag_decision_withdrawn", Subject(rows.Count, null), at, sessionId);
        await act.StoreAsync(CancellationToken.None).ConfigureAwait(false);
        return new BulkResult(rows.Count, 1, 0);
    }

    async Task<BulkResult> TryAsync(Guid sessionId, Func<Task<BulkResult>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // The other sessions are stored, and the result counts this one as left out.
            LogNotStored(cause, sessionId);
            return BulkResult.LeftOutOne;
        }
    }

    /// <summary>The flags without a decision, in ended sessions without a final verdict and without a verdict of the viewer.</summary>
    static IQueryable<ProctoringViolation> Undecided(ProctoringDb database, StaffViewer viewer, List<Guid> sessions)
    {
        var (own, decisions) = (database.SessionVerdicts.StandingOf(viewer), database.FlagDecisions.Standing());
        var open = database
            .Sessions.ReviewedBy(database, viewer)
            .Where(session => sessions.Contains(session.Id) && session.FinishedAt != null && session.Verdict == null)
            .Where(session => !own.Any(row => row.SessionId == session.Id))
            .Select(session => session.Id);
        var withoutDecision = FlagTypes.WithoutDecision;
        return database
            .Violations.Where(flag => open.Contains(flag.SessionId) && !withoutDecision.Contains(flag.Type))
            .Where(flag => !decisions.Any(row => row.ViolationId == flag.Id));
    }

    string Subject(int flags, string? rule)
    {
        var title = rules.Rules.FirstOrDefault(one => one.Kind.Id == rule)?.Kind.Title ?? rule;
        var what = flags == 1 ? "1 flag" : string.Create(CultureInfo.InvariantCulture, $"{flags} flags");
        return title is null ? $"{what}, in several sessions" : $"{what}, \"{title}\", in several sessions";
    }

    [LoggerMessage(LogLevel.Error, "An act on several sessions could not be stored for session {SessionId}")]
    partial void LogNotStored(Exception cause, Guid sessionId);
}

/// <summary>The undecided flags of one rule in several sessions.</summary>
public sealed record UndecidedRule(string Type, string Title, int Flags, int Sessions);

/// <summary>A picture of an undecided flag.</summary>
public sealed record UndecidedPicture(Guid SessionId, Guid Id, DateTime TakenAt);

/// <summary>One act on several sessions that can be withdrawn.</summary>
public sealed record DismissalBatch(Guid Id, string Type, string Title, int Flags, int Sessions, DateTime At);

/// <summary>The result of an act on several sessions.</summary>
/// <param name="Flags">The flags that were changed.</param>
/// <param name="Sessions">The sessions that were changed.</param>
/// <param name="LeftOut">The sessions that were not.</param>
public sealed record BulkResult(int Flags, int Sessions, int LeftOut)
{
    internal static BulkResult LeftOutOne { get; } = new(0, 0, 1);

    public static BulkResult operator +(BulkResult one, BulkResult other) =>
        new(one.Flags + other.Flags, one.Sessions + other.Sessions, one.LeftOut + other.LeftOut);
}
