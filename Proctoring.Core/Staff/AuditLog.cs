using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Staff;

/// <summary>A page of the audit log with the number of all entries.</summary>
internal sealed record AuditResult(IReadOnlyList<AuditEntry> Entries, int Total);

/// <summary>Reads the audit log. Only <see cref="StaffQueries.Audit"/> writes entries; nothing in the product changes or removes
/// one.</summary>
internal sealed class AuditLog(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    public const int LargestPage = 200;

    /// <summary>Returns one page of the entries that the viewer may see.</summary>
    public async Task<AuditResult> SearchAsync(StaffViewer viewer, AuditFilter filter, int skip, int take, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = filter.Narrow(SeenBy(database, viewer));
        var total = await found.CountAsync(cancellation).ConfigureAwait(false);
        var entries = await InOrder(found, filter)
            .Skip(Math.Max(0, skip))
            .Take(Math.Clamp(take, 1, LargestPage))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new AuditResult(entries, total);
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
            var entry in InOrder(filter.Narrow(SeenBy(database, viewer)), filter)
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
