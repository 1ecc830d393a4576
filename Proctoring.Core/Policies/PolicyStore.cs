using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Policies;

/// <summary>Creates, changes, copies and archives policies. Each change is a new version with an entry in the audit log, which the
/// installation's chain contains.</summary>
internal sealed partial class PolicyStore(
    IDbContextFactory<ProctoringDb> databases,
    RuleCatalog rules,
    StoredPolicies stored,
    PolicyCheck check,
    PolicyReader reader,
    TimeProvider time
)
{
    /// <summary>Stores a new version. Sessions that are open keep theirs.</summary>
    /// <param name="viewer">An administrator.</param>
    /// <param name="name">The policy.</param>
    /// <param name="basedOn">The version that the change is based on; 0 for a new policy.</param>
    /// <param name="settings">The settings by key; one that is missing has its default.</param>
    /// <param name="note">The author's words about the change; null for none.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="PolicyRefusedException">A field is wrong, nothing changed, or someone stored a version meanwhile.</exception>
    public async Task<int> SaveAsync(
        StaffViewer viewer,
        string name,
        int basedOn,
        IReadOnlyDictionary<string, string> settings,
        string? note,
        CancellationToken cancellation
    )
    {
        Demand(viewer);
        CheckName(name, isNew: basedOn == 0);
        var (policy, mistakes) = check.Check(name, settings);
        if (mistakes.Count > 0)
            throw new PolicyRefusedException(mistakes);
        return await AddAsync(
                viewer,
                new Change(name, basedOn, basedOn == 0 ? "policy_created" : "policy_changed", note),
                newest => (Changed(newest, PolicySnapshot.Of(policy)), newest is { Archived: true }),
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Stores a copy of any policy under a new name.</summary>
    /// <exception cref="PolicyRefusedException">The name is wrong or taken, or there is no such policy.</exception>
    public async Task CopyAsync(StaffViewer viewer, string source, string name, CancellationToken cancellation)
    {
        var found =
            await reader.FindAsync(viewer, source, cancellation).ConfigureAwait(false)
            ?? throw new PolicyRefusedException("name", rules.NoSuchPolicy(source));
        await SaveAsync(viewer, name, 0, found.Settings, $"Copy of {found.Policy.Reference}", cancellation).ConfigureAwait(false);
    }

    /// <summary>Archives a policy, or offers it again. Sessions that have it keep it.</summary>
    /// <exception cref="PolicyRefusedException">An exam still names it, or someone stored a version meanwhile.</exception>
    public async Task SetArchivedAsync(StaffViewer viewer, string name, int basedOn, bool archived, CancellationToken cancellation)
    {
        Demand(viewer);
        if (archived && (await reader.FindAsync(viewer, name, cancellation).ConfigureAwait(false))?.Exams is { Count: > 0 } exams)
            throw new PolicyRefusedException(
                "name",
                $"exams name this policy: {string.Join(", ", exams.Take(5).Select(exam => $"“{exam.Title}”"))}. Choose another policy for "
                    + "them first"
            );
        await AddAsync(
                viewer,
                new Change(name, basedOn, archived ? "policy_archived" : "policy_restored", null),
                newest => ((newest ?? throw new PolicyRefusedException("name", rules.NoSuchPolicy(name))).Settings, archived),
                cancellation
            )
            .ConfigureAwait(false);
    }

    async Task<int> AddAsync(
        StaffViewer viewer,
        Change change,
        Func<StoredPolicy?, (IReadOnlyDictionary<string, string> Settings, bool Archived)> decide,
        CancellationToken cancellation
    )
    {
        var note = change.Note is { } written ? TextCharacters.Storable(written, lines: true).Trim() : null;
        if (note?.Length > PolicyVersion.LongestNote)
            throw new PolicyRefusedException("note", $"has at most {PolicyVersion.LongestNote} characters");
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var newest = await database
            .PolicyVersions.AsNoTracking()
            .Where(row => row.Name == change.Name)
            .OrderByDescending(row => row.Version)
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if ((newest?.Version ?? 0) != change.BasedOn)
            throw change.BasedOn == 0 ? Taken(change.Name) : Overtaken();
        var (settings, archived) = decide(newest?.Read());
        var row = new PolicyVersion
        {
            Name = change.Name,
            Version = change.BasedOn + 1,
            Settings = JsonSerializer.Serialize(settings),
            Archived = archived,
            SavedAt = time.GetUtcNow().UtcDateTime,
            SavedById = viewer.UserId,
            SavedBy = viewer.Name,
            Note = string.IsNullOrEmpty(note) ? null : note,
        };
        database.Add(row);
        // The digest proves which settings the entry is about.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(row.Settings)));
        var reference = StoredPolicy.ReferenceOf(row.Name, row.Version);
        database.Audit(viewer, change.Action, $"policy {reference}, SHA-256 {digest}", row.SavedAt, reason: row.Note);
        try
        {
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbUpdateException mistake) when (mistake.IsUniqueViolation())
        {
            throw change.BasedOn == 0 ? Taken(change.Name) : Overtaken();
        }

        await stored.RefreshAsync(cancellation).ConfigureAwait(false);
        return row.Version;
    }

    static SortedDictionary<string, string> Changed(StoredPolicy? newest, SortedDictionary<string, string> settings) =>
        newest is not null && !PolicyDifference.Between(newest.Settings, settings).Any()
            ? throw new PolicyRefusedException("settings", "nothing has changed, so there is no new version")
            : settings;

    void CheckName(string name, bool isNew)
    {
        if (!Names().IsMatch(name))
            throw new PolicyRefusedException(
                "name",
                $"has 1 to {PolicyVersion.LongestName} lower-case letters, digits, hyphens and underscores, and begins with one of the "
                    + "first two"
            );
        if (rules.IsConfigured(name))
            throw isNew
                ? Taken(name)
                : new PolicyRefusedException("name", "the settings file has a policy of this name; rename it there first");
    }

    static PolicyRefusedException Taken(string name) => new("name", $"there is already a policy \"{name}\"");

    static PolicyRefusedException Overtaken() =>
        new("version", "someone saved this policy meanwhile, so nothing was stored. Reload the page and make your change again");

    static void Demand(StaffViewer viewer)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            throw new UnauthorizedAccessException("Only administrators create and change policies.");
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,49}$")]
    private static partial Regex Names();

    sealed record Change(string Name, int BasedOn, string Action, string? Note);
}
