using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Privacy;

/// <summary>Finds out what the retention would delete now, and lists its runs.</summary>
internal sealed class RetentionPlan(
    IDbContextFactory<ProctoringDb> databases,
    IOptions<ProctoringOptions> options,
    RuleCatalog catalog,
    TimeProvider time
)
{
    /// <summary>The periods of this installation and of its policies now; empty if no setting names one.</summary>
    public IReadOnlyList<RetentionRule> Rules => RetentionRule.All(options.Value.Retention, catalog);

    /// <summary>The hour of the day, UTC, from which the nightly run may start.</summary>
    public int Hour => options.Value.Retention.Hour;

    /// <summary>Counts what a run would delete now, with a line for each period.</summary>
    public async Task<IReadOnlyList<RetentionLine>> PreviewAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        List<RetentionLine> lines = [];
        foreach (var rule in Rules)
            lines.Add(await LineAsync(database, rule, cancellation).ConfigureAwait(false));
        return lines;
    }

    /// <summary>The last runs, newest first.</summary>
    public async Task<IReadOnlyList<RetentionRun>> RunsAsync(int count, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .RetentionRuns.AsNoTracking()
            .OrderByDescending(run => run.StartedAt)
            .Take(count)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    async Task<RetentionLine> LineAsync(ProctoringDb database, RetentionRule rule, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        RetentionLine Line(int items, DateTime? oldest, int held = 0) => new(rule.Type, rule.Setting, rule.Days, items, held, oldest);
        if (rule.Type == RetentionType.AuditLog)
        {
            var entries = database.DueEntries(rule, now);
            return Line(
                await entries.CountAsync(cancellation).ConfigureAwait(false),
                await entries.MinAsync(entry => (DateTime?)entry.At, cancellation).ConfigureAwait(false)
            );
        }

        if (rule.Type == RetentionType.Invitations)
        {
            var invitations = database.DueInvitations(rule, now);
            return Line(
                await invitations.CountAsync(cancellation).ConfigureAwait(false),
                await invitations.MinAsync(row => (DateTime?)row.CreatedAt, cancellation).ConfigureAwait(false)
            );
        }

        if (rule.Type == RetentionType.Enrolments)
        {
            var students = database.DueStudents(rule, now);
            return Line(
                await students.CountAsync(cancellation).ConfigureAwait(false),
                await students.MinAsync(student => student.EnrolledAt, cancellation).ConfigureAwait(false)
            );
        }

        var due = database.Sessions.DueBy(rule, database, now);
        var free = due.NotHeld(database);
        var sessions = await free.CountAsync(cancellation).ConfigureAwait(false);
        return Line(
            FilesOf(rule, database, free) is { } files
                ? await files.CountAsync(cancellation).ConfigureAwait(false)
                    + (rule.Type == RetentionType.Pictures ? await ScreensOf(database, free, cancellation).ConfigureAwait(false) : 0)
                : sessions,
            await free.MinAsync(session => session.FinishedAt ?? (DateTime?)session.CreatedAt, cancellation).ConfigureAwait(false),
            await due.CountAsync(cancellation).ConfigureAwait(false) - sessions
        );
    }

    static Task<int> ScreensOf(ProctoringDb database, IQueryable<ProctoringSession> sessions, CancellationToken cancellation) =>
        database.ScreenPictures.CountAsync(picture => sessions.Any(session => session.Id == picture.SessionId), cancellation);

    /// <summary>The files that a rule deletes one by one; null if it deletes something else.</summary>
    static IQueryable<EvidenceImage>? FilesOf(RetentionRule rule, ProctoringDb database, IQueryable<ProctoringSession> sessions)
    {
        var files = database.EvidenceImages.Where(file => sessions.Any(session => session.Id == file.Violation!.SessionId));
        return rule.Type switch
        {
            RetentionType.Pictures => files.Where(file => file.ContentType != EvidenceImage.SoundType),
            RetentionType.Audio => files.Where(file => file.ContentType == EvidenceImage.SoundType),
            _ => null,
        };
    }
}
