using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Policies;

/// <summary>Lists the policies with their versions and uses; administrators only.</summary>
internal sealed class PolicyReader(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, StoredPolicies stored)
{
    /// <summary>Returns the policies by name.</summary>
    /// <param name="viewer">The viewer; anyone but an administrator gets an empty list.</param>
    /// <param name="archived">Whether to return the archived policies instead of the others.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<PolicyRow>> ListAsync(StaffViewer viewer, bool archived, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await ReadAsync(database.PolicyVersions, cancellation).ConfigureAwait(false);
        var exams = await database
            .Exams.Where(exam => exam.Status != ExamStatus.Archived)
            .GroupBy(exam => exam.Policy)
            .Select(group => new { Policy = group.Key, Count = group.Count() })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var sessions = await SessionsAsync(database, cancellation).ConfigureAwait(false);
        var newest = rows.GroupBy(row => row.Name).ToDictionary(group => group.Key, group => group.MaxBy(row => row.Version)!);
        var policies = newest
            .Values.Where(row => row.Archived == archived && (archived || !rules.IsConfigured(row.Name)))
            .Select(PolicyOf)
            .Concat(archived ? [] : rules.Policies.Where(policy => policy.Stored is null));
        return
        [
            .. policies
                .OrderBy(policy => policy.Name, StringComparer.Ordinal)
                .Select(policy => new PolicyRow(
                    policy,
                    SourceOf(policy),
                    exams.Where(row => Same(row.Policy, policy.Name)).Sum(row => row.Count),
                    sessions.Where(row => IsOf(row.Key, policy)).Sum(row => row.Value),
                    policy.Stored is { } version ? RowOf(newest[version.Name], sessions, null) : null
                )),
        ];
    }

    /// <summary>Returns the newest version of a policy with its history; null if there is none, or the viewer is no
    /// administrator.</summary>
    public async Task<PolicyDetail?> FindAsync(StaffViewer viewer, string name, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await ReadAsync(database.PolicyVersions.Where(row => row.Name == name), cancellation).ConfigureAwait(false);
        var policy =
            rules.IsConfigured(name) ? rules.FindPolicy(name)
            : rows is [var newest, ..] ? PolicyOf(newest)
            : null;
        if (policy is null)
            return null;
        var sessions = await SessionsAsync(database, cancellation).ConfigureAwait(false);
        var exams = await database
            .Exams.Where(exam => exam.Status != ExamStatus.Archived)
            .OrderBy(exam => exam.Title)
            .Select(exam => new
            {
                exam.Id,
                exam.Title,
                exam.Policy,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new PolicyDetail(
            policy,
            SourceOf(policy),
            PolicySnapshot.Of(policy),
            policy.Stored is null ? [] : [.. rows.Select((row, index) => RowOf(row, sessions, rows.ElementAtOrDefault(index + 1)))],
            [.. exams.Where(exam => Same(exam.Policy, policy.Name)).Select(exam => new PolicyExam(exam.Id, exam.Title))],
            sessions.Where(row => IsOf(row.Key, policy)).Sum(row => row.Value)
        );
    }

    /// <summary>Reads versions, the newest first, and gives the catalogue those that it does not know. In this order, a version that is
    /// stored meanwhile cannot lend its number to the settings of the version before.</summary>
    async Task<List<PolicyVersion>> ReadAsync(IQueryable<PolicyVersion> versions, CancellationToken cancellation)
    {
        var rows = await versions.AsNoTracking().OrderByDescending(row => row.Version).ToListAsync(cancellation).ConfigureAwait(false);
        await stored.RefreshAsync(cancellation).ConfigureAwait(false);
        return rows;
    }

    ExamPolicy PolicyOf(PolicyVersion row) => rules.FindOfSession(StoredPolicy.ReferenceOf(row.Name, row.Version))!;

    /// <summary>Whether a session has one of the policy's versions. A session without a version had a policy of the settings
    /// file.</summary>
    static bool IsOf(string reference, ExamPolicy policy) =>
        reference.StartsWith($"{policy.Name}@", StringComparison.OrdinalIgnoreCase)
        || (policy.Stored is null && Same(reference, policy.Name));

    static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    static async Task<Dictionary<string, int>> SessionsAsync(ProctoringDb database, CancellationToken cancellation) =>
        await database
            .Sessions.GroupBy(session => session.Policy)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellation)
            .ConfigureAwait(false);

    PolicySource SourceOf(ExamPolicy policy) =>
        policy.Stored is not null ? PolicySource.Stored
        : rules.IsProducts(policy) ? PolicySource.Product
        : PolicySource.Settings;

    static PolicyVersionRow RowOf(PolicyVersion row, Dictionary<string, int> sessions, PolicyVersion? before) =>
        new(
            row.Version,
            row.SavedAt,
            row.SavedBy,
            row.Note,
            row.Archived,
            sessions.GetValueOrDefault(StoredPolicy.ReferenceOf(row.Name, row.Version)),
            before is null ? [] : [.. PolicyDifference.Between(before.Read().Settings, row.Read().Settings)]
        );
}

/// <summary>Compares the settings of two policies.</summary>
internal static class PolicyDifference
{
    /// <summary>The settings that differ, by key.</summary>
    public static IEnumerable<SettingChange> Between(
        IReadOnlyDictionary<string, string> before,
        IReadOnlyDictionary<string, string> after
    ) =>
        before
            .Keys.Union(after.Keys)
            .Order(StringComparer.Ordinal)
            .Select(key => new SettingChange(key, before.GetValueOrDefault(key), after.GetValueOrDefault(key)))
            .Where(change => change.Before != change.After);
}
