using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Reads the stored events of a session for a monitor that opens during the exam.</summary>
internal sealed class MonitorReader(IDbContextFactory<ProctoringDb> databases)
{
    public async Task<IReadOnlyList<MonitorEntry>> ReadAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.HeldBy(access)
            .SelectMany(session => session.Violations)
            // The candidate reads a proctor's flag with the others after the end.
            .Where(found => found.Type != SeenByPersonRule.Id)
            .Select(found => new MonitorEntry(found.Id, found.Title, found.Severity, found.BeganAt, found.EndedAt, found.Detail)
            {
                Type = found.Type,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }
}
