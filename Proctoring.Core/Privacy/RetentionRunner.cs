using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Privacy;

/// <summary>Deletes the data whose period is over. Each session is one transaction of ordinary saves, so each deletion is a link of its
/// chain; a session that fails is tried again at the next run.</summary>
internal sealed partial class RetentionRunner(
    IDbContextFactory<ProctoringDb> databases,
    RetentionPlan plan,
    StoredPolicies policies,
    DeletedFiles deleted,
    TimeProvider time,
    ILogger<RetentionRunner> log
)
{
    const int EntriesAtOnce = 500;

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Runs all periods once and stores the result.</summary>
    /// <param name="actor">The person who started it, or the server.</param>
    /// <param name="night">The day of a nightly run, as yyyy-MM-dd; null for another run.</param>
    /// <param name="cancellation">Stops after the session at hand.</param>
    /// <returns>The run; null if another server has this night's.</returns>
    public async Task<RetentionRun?> RunAsync(StaffViewer actor, string? night, CancellationToken cancellation)
    {
        // Without the newest versions, their sessions would be deleted after the period of the installation.
        await policies.RefreshAsync(cancellation).ConfigureAwait(false);
        if (await BeginAsync(actor, night, cancellation).ConfigureAwait(false) is not { } id)
            return null;
        List<RetentionLine> lines = [];
        var failures = 0;
        foreach (var rule in plan.Rules)
        {
            try
            {
                var (line, failed) = await ApplyAsync(actor, rule, cancellation).ConfigureAwait(false);
                lines.Add(line);
                failures += failed;
            }
            catch (Exception cause) when (cause is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                // One period must not prevent the others.
                LogRuleFailed(cause, rule.Setting);
                failures++;
            }
        }

        return await EndAsync(actor, id, lines, failures, cancellation).ConfigureAwait(false);
    }

    /// <summary>Stores the beginning of a run; the unique night gives it to one server.</summary>
    async Task<Guid?> BeginAsync(StaffViewer actor, string? night, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (night is not null && await database.RetentionRuns.AnyAsync(run => run.Night == night, cancellation).ConfigureAwait(false))
            return null;
        var run = new RetentionRun
        {
            Id = Guid.CreateVersion7(Now),
            Night = night,
            StartedBy = actor.Name,
            StartedAt = Now,
        };
        database.Add(run);
        try
        {
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
            return run.Id;
        }
        catch (DbUpdateException mistake) when (night is not null && mistake.IsUniqueViolation())
        {
            // Another server was faster.
            return null;
        }
    }

    async Task<RetentionRun> EndAsync(
        StaffViewer actor,
        Guid id,
        IReadOnlyCollection<RetentionLine> lines,
        int failures,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var run = await database.RetentionRuns.SingleAsync(row => row.Id == id, cancellation).ConfigureAwait(false);
        (run.FinishedAt, run.Result, run.Failures) = (Now, RetentionLine.ToJson(lines), failures);
        var items = lines.Sum(line => line.Items);
        if (items > 0 || failures > 0)
            database.Audit(actor, "retention_run", string.Create(CultureInfo.InvariantCulture, $"{items} items; run {id}"), Now);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        LogEnded(items, failures);
        return run;
    }

    async Task<(RetentionLine Line, int Failed)> ApplyAsync(StaffViewer actor, RetentionRule rule, CancellationToken cancellation)
    {
        RetentionLine Line(int items, DateTime? oldest, int held = 0) => new(rule.Type, rule.Setting, rule.Days, items, held, oldest);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (rule.Type == RetentionType.Enrolments)
            return (Line(await RemoveEnrolmentsAsync(database, rule, cancellation).ConfigureAwait(false), null), 0);
        if (rule.Type == RetentionType.Invitations)
            return (Line(await RemoveInvitationsAsync(database, rule, cancellation).ConfigureAwait(false), null), 0);
        if (rule.Type == RetentionType.AuditLog)
            return (Line(await RemoveEntriesAsync(rule, cancellation).ConfigureAwait(false), null), 0);
        var due = database.Sessions.DueBy(rule, database, Now);
        var sessions = await due.NotHeld(database)
            .OrderBy(session => session.FinishedAt)
            .Select(session => new { session.Id, At = session.FinishedAt ?? session.CreatedAt })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var held = await due.CountAsync(cancellation).ConfigureAwait(false) - sessions.Count;
        var (items, failed) = (0, 0);
        foreach (var session in sessions)
        {
            if (await TryAsync(actor, rule, session.Id, cancellation).ConfigureAwait(false) is { } count)
                items += count;
            else
                failed++;
        }

        return (Line(items, sessions.Min(session => (DateTime?)session.At), held), failed);
    }

    async Task<int?> TryAsync(StaffViewer actor, RetentionRule rule, Guid sessionId, CancellationToken cancellation)
    {
        try
        {
            return await RemoveAsync(actor, rule, sessionId, cancellation).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // One session must not prevent the others.
            LogNotDeleted(cause, sessionId, rule.Setting);
            return null;
        }
    }

    /// <summary>Deletes the data of one session. Returns the number of items; 0 if someone set a hold or deleted it meanwhile.</summary>
    async Task<int> RemoveAsync(StaffViewer actor, RetentionRule rule, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.DueBy(rule, database, Now)
            .NotHeld(database)
            .SingleOrDefaultAsync(row => row.Id == sessionId, cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return 0;
        var whole = rule.Type is RetentionType.Sessions or RetentionType.NotStarted;
        var removal = new DataRemoval(database, DeletionCause.Retention, rule.Reason, Now);
        if (whole)
        {
            // The entry is not about a session: it must stay readable without it.
            database.Audit(actor, "session_deleted", $"session {sessionId}; {rule.Reason}", Now);
            await SessionRemoval.RemoveAsync(database, session, cancellation).ConfigureAwait(false);
        }
        else
        {
            await RemoveAsync(removal, rule.Type, session, cancellation).ConfigureAwait(false);
            await removal.CompleteAsync(cancellation).ConfigureAwait(false);
            database.Audit(
                actor,
                "data_deleted",
                string.Create(CultureInfo.InvariantCulture, $"{removal.Count} items; {rule.Reason}"),
                Now,
                sessionId
            );
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        if (whole)
            await deleted.DeleteAllAsync(sessionId).ConfigureAwait(false);
        else
            await deleted.DeleteAsync(removal.Files).ConfigureAwait(false);
        return whole ? 1 : removal.Count;
    }

    static async Task RemovePicturesAsync(DataRemoval removal, Guid session, CancellationToken cancellation)
    {
        await removal
            .RemoveEvidenceAsync([session], file => file.ContentType != EvidenceImage.SoundType, cancellation)
            .ConfigureAwait(false);
        await removal.RemoveScreensAsync([session], cancellation).ConfigureAwait(false);
    }

    static Task RemoveAsync(DataRemoval removal, RetentionType type, ProctoringSession session, CancellationToken cancellation) =>
        type switch
        {
            RetentionType.Pictures => RemovePicturesAsync(removal, session.Id, cancellation),
            RetentionType.Audio => removal.RemoveEvidenceAsync(
                [session.Id],
                file => file.ContentType == EvidenceImage.SoundType,
                cancellation
            ),
            RetentionType.Faces => removal.RemoveFacesAsync([session], cancellation),
            RetentionType.Answers => removal.RemoveAnswersAsync([session.Id], choicesToo: true, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is not data of a session"),
        };

    /// <summary>Deletes enrolled faces; the history of the enrolments stays.</summary>
    async Task<int> RemoveEnrolmentsAsync(ProctoringDb database, RetentionRule rule, CancellationToken cancellation)
    {
        var now = Now;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var students = await database.DueStudents(rule, now).ToListAsync(cancellation).ConfigureAwait(false);
        var ids = students.ConvertAll(student => student.Id);
        foreach (var student in students)
            (student.EnrolledFace, student.EnrolledAt) = (null, null);
        await database
            .FaceEnrolments.Where(row => ids.Contains(row.StudentId) && row.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancellation)
            .ConfigureAwait(false);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return students.Count;
    }

    /// <summary>Deletes invitations with the messages that wait for them, and the students of whom nothing else is stored.</summary>
    async Task<int> RemoveInvitationsAsync(ProctoringDb database, RetentionRule rule, CancellationToken cancellation)
    {
        var now = Now;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var due = await database
            .DueInvitations(rule, now)
            .Select(row => new { row.Id, row.StudentId })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var students = due.Select(row => row.StudentId).Distinct().ToList();
        await database.RemoveInvitationsAsync(due.ConvertAll(row => row.Id), cancellation).ConfigureAwait(false);
        await SessionRemoval.RemoveUnusedAsync(database, students, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return due.Count;
    }

    async Task<int> RemoveEntriesAsync(RetentionRule rule, CancellationToken cancellation)
    {
        for (var removed = 0; ;)
        {
            await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            var due = database.DueEntries(rule, Now);
            var some = await due.OrderBy(entry => entry.At)
                .Select(entry => entry.At)
                .Take(EntriesAtOnce)
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
            if (some.Count == 0)
                return removed;
            // Equal entries share a link, so all entries of one instant are removed together.
            var last = some[^1];
            var entries = await due.Where(entry => entry.At <= last).ToListAsync(cancellation).ConfigureAwait(false);
            foreach (var session in entries.Select(entry => entry.SessionId).OfType<Guid>().Distinct().Order())
                await database.LockAsync(session, cancellation).ConfigureAwait(false);
            database.RemoveRange(entries);
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            removed += entries.Count;
        }
    }

    [LoggerMessage(LogLevel.Information, "The retention deleted {Items} items; {Failures} could not be deleted")]
    partial void LogEnded(int items, int failures);

    [LoggerMessage(LogLevel.Error, "The data of session {SessionId} could not be deleted by {Setting}; the next run tries again")]
    partial void LogNotDeleted(Exception cause, Guid sessionId, string setting);

    [LoggerMessage(LogLevel.Error, "The retention could not apply {Setting}; the next run tries again")]
    partial void LogRuleFailed(Exception cause, string setting);
}
