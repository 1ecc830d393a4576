using Proctoring.Core.Rules;

namespace Proctoring.Core.Policies;

/// <summary>Where a policy comes from.</summary>
public enum PolicySource
{
    /// <summary>The product.</summary>
    Product,

    /// <summary>The settings file.</summary>
    Settings,

    /// <summary>An administrator wrote it in the browser.</summary>
    Stored,
}

/// <summary>A policy in the list.</summary>
/// <param name="Policy">Its newest version.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Exams">The number of exams that name it, without archived exams.</param>
/// <param name="Sessions">The number of sessions under any of its versions.</param>
/// <param name="Newest">The newest version; null unless it is stored.</param>
public sealed record PolicyRow(ExamPolicy Policy, PolicySource Source, int Exams, int Sessions, PolicyVersionRow? Newest);

/// <summary>One version of a stored policy.</summary>
/// <param name="Version">The version.</param>
/// <param name="SavedAt">When it was saved, UTC.</param>
/// <param name="SavedBy">The author.</param>
/// <param name="Note">The author's words; null for none.</param>
/// <param name="Archived">Whether the policy is archived from it on.</param>
/// <param name="Sessions">The number of sessions under it.</param>
/// <param name="Changes">The settings that differ from the version before; empty for the first version.</param>
public sealed record PolicyVersionRow(
    int Version,
    DateTime SavedAt,
    string SavedBy,
    string? Note,
    bool Archived,
    int Sessions,
    IReadOnlyList<SettingChange> Changes
);

/// <summary>A setting that differs between two versions; null if it has no value.</summary>
public sealed record SettingChange(string Key, string? Before, string? After);

/// <summary>A policy with its history.</summary>
/// <param name="Policy">Its newest version.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Settings">All its settings by key.</param>
/// <param name="Versions">The versions, newest first; empty unless it is stored.</param>
/// <param name="Exams">The exams that name it, without archived exams, by title.</param>
/// <param name="Sessions">The number of sessions under any of its versions.</param>
public sealed record PolicyDetail(
    ExamPolicy Policy,
    PolicySource Source,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<PolicyVersionRow> Versions,
    IReadOnlyList<PolicyExam> Exams,
    int Sessions
)
{
    public bool Archived => Versions is [{ Archived: true }, ..];

    /// <summary>The version that a change is based on; 0 for a policy that is not stored.</summary>
    public int Version => Versions is [var newest, ..] ? newest.Version : 0;
}

/// <summary>An exam that names a policy.</summary>
public sealed record PolicyExam(int Id, string Title);
