using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Storage.Policies;

/// <summary>Gives the rule catalogue the policies of the database. Versions never change, so only new ones are read.</summary>
internal sealed partial class StoredPolicies(
    IDbContextFactory<ProctoringDb> databases,
    RuleCatalog rules,
    ILogger<StoredPolicies> log
)
{
    /// <summary>Reads the versions that other servers stored. A new session calls it first, so that it never gets an earlier one.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var keys = await database
            .PolicyVersions.Select(version => new { version.Name, version.Version })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var names = keys.Where(key => rules.FindOfSession(StoredPolicy.ReferenceOf(key.Name, key.Version)) is null)
            .Select(key => key.Name)
            .Distinct()
            .ToList();
        if (names.Count == 0)
            return;
        var rows = await database
            .PolicyVersions.AsNoTracking()
            .Where(version => names.Contains(version.Name))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var mistake in rules.Take(rows.ConvertAll(row => row.Read())))
            LogMistake(mistake);
    }

    /// <summary>Reads the policy of a session if another server stored it and this one does not know it yet.</summary>
    public Task KnowAsync(string reference, CancellationToken cancellation) =>
        rules.FindOfSession(reference) is null ? RefreshAsync(cancellation) : Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "A stored policy does not apply as it was saved: {Mistake}")]
    partial void LogMistake(string mistake);
}
