using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Staff;

/// <summary>A page of the audit log with the number of all entries.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Total">The number of all entries that the filter finds.</param>
/// <param name="Sessions">The sessions that the entries are about.</param>
internal sealed record AuditResult(IReadOnlyList<AuditEntry> Entries, int Total, IReadOnlyDictionary<Guid, AuditedSession> Sessions);

/// <summary>The session that an entry is about.</summary>
/// <param name="ExamName">The exam.</param>
/// <param name="StudentId">The owner's id of the student.</param>
/// <param name="StudentName">The student's name; null if unknown or erased.</param>
internal sealed record AuditedSession(string ExamName, string StudentId, string? StudentName);

/// <summary>Reads the audit log. Only <see cref="StaffQueries.Audit"/> writes entries. Nothing changes one, and only the
/// retention removes old ones.</summary>
internal sealed class AuditLog(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    public const int LargestPage = 200;

    /// <summary>Returns one page of the entries that the viewer may see.</summary>
    public async Task<AuditResult> SearchAsync(StaffViewer viewer, AuditFilter filter, int skip, int take, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = filter.Narrow(database, SeenBy(database, viewer));
        var total = await found.CountAsync(cancellation).ConfigureAwait(false);
        var entries = await InOrder(found, filter)
            .Skip(Math.Max(0, skip))
            .Take(Math.Clamp(take, 1, LargestPage))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var ids = entries.Select(entry => entry.SessionId).OfType<Guid>().Distinct().ToList();
        var sessions = await database
            .Sessions.Where(session => ids.Contains(session.Id))
            .Select(session => new
            {
                session.Id,
                About = new AuditedSession(session.ExamName, session.Student!.ExternalId, session.Student.Name),
            })
            .ToDictionaryAsync(session => session.Id, session => session.About, cancellation)
            .ConfigureAwait(false);
        return new AuditResult(entries, total, sessions);
    }

    /// <summary>Returns the actions that occur, for the filter's list.</summary>
    public async Task<IReadOnlyList<string>> ActionsAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await SeenBy(database, viewer)
            .Select(entry => entry.Action)
            .Distinct()
            .OrderBy(action => action)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Returns all entries that the filter finds, one by one. First it records the download itself.</summary>
    public async IAsyncEnumerable<AuditEntry> ExportAsync(
        StaffViewer viewer,
        AuditFilter filter,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        database.Audit(viewer, "audit_exported", "audit log", time.GetUtcNow().UtcDateTime);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await foreach (
            var entry in InOrder(filter.Narrow(database, SeenBy(database, viewer)), filter)
                .AsAsyncEnumerable()
                .WithCancellation(cancellation)
                .ConfigureAwait(false)
        )
            yield return entry;
    }

    static IOrderedQueryable<AuditEntry> InOrder(IQueryable<AuditEntry> entries, AuditFilter filter) =>
        filter.OldestFirst
            ? entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Id)
            : entries.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id);

    /// <summary>Entries about a session are visible to the staff who may see the session.</summary>
    static IQueryable<AuditEntry> SeenBy(ProctoringDb database, StaffViewer viewer)
    {
        var all = database.AuditEntries.AsNoTracking();
        if (viewer.Is(StaffRoles.Administrator))
            return all;
        if (!viewer.Is(StaffRoles.Auditor))
            return all.Where(_ => false);
        var seen = database.Sessions.SeenBy(database, viewer).Select(session => session.Id);
        return all.Where(entry => entry.SessionId == null || seen.Contains(entry.SessionId.Value));
    }
}
