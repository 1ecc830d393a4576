using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Storage.Policies;

/// <summary>One version of a policy that administrators wrote in the browser. Rows are only added: a session keeps the version that it
/// started with.</summary>
public sealed class PolicyVersion
{
    /// <summary>The most characters of a name; a session adds the version to it.</summary>
    public const int LongestName = 50;

    /// <summary>The most characters of a note.</summary>
    public const int LongestNote = 300;

    public required string Name { get; init; }

    /// <summary>The version, from 1 without gaps.</summary>
    public int Version { get; init; }

    /// <summary>All its settings as a JSON object of strings; the keys are those below <c>Proctoring:Policies:{name}</c>.</summary>
    public required string Settings { get; init; }

    /// <summary>Whether the policy is archived from this version on.</summary>
    public bool Archived { get; init; }

    public DateTime SavedAt { get; init; }

    /// <summary>The author; null for the server's console.</summary>
    public Guid? SavedById { get; init; }

    /// <summary>The author's name at the time.</summary>
    public required string SavedBy { get; init; }

    /// <summary>The author's words about the change; null for none.</summary>
    public string? Note { get; init; }

    internal StoredPolicy Read() => new(Name, Version, Archived, JsonSerializer.Deserialize<Dictionary<string, string>>(Settings)!);
}

/// <summary>Maps the table of the stored policies.</summary>
internal static class PolicyMaps
{
    public static void MapPolicies(this ModelBuilder model) =>
        model.Entity<PolicyVersion>(version =>
        {
            version.HasKey(v => new { v.Name, v.Version });
            version.Property(v => v.Name).HasMaxLength(PolicyVersion.LongestName);
            version.Property(v => v.SavedBy).HasMaxLength(200);
            version.Property(v => v.Note).HasMaxLength(PolicyVersion.LongestNote);
        });
}
