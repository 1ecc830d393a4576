using Proctoring.Core.Exams;

namespace Proctoring.Core.Reviews;

/// <summary>A known session in a reviewer's list. It names neither the student nor the exam.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Number">Its place by the time of marking, from 1.</param>
/// <param name="Flags">The known flags.</param>
/// <param name="Decided">How many the reviewer has decided.</param>
/// <param name="Agreed">How many of them agree; null before all are decided.</param>
public sealed record CalibrationRow(Guid SessionId, int Number, int Flags, int Decided, int? Agreed);

/// <summary>A known session as a reviewer decides its flags: without the earlier decisions, notes and verdicts.</summary>
public sealed record CalibrationSession
{
    public required Guid SessionId { get; init; }

    /// <summary>The known flags by their beginning, without decisions.</summary>
    public required IReadOnlyList<CaseFlag> Flags { get; init; }

    /// <summary>The reviewer's own decisions by flag.</summary>
    public required IReadOnlyDictionary<Guid, Decision> Own { get; init; }

    /// <summary>The agreed decisions by flag; empty until all flags are decided.</summary>
    public required IReadOnlyDictionary<Guid, Decision> Known { get; init; }

    public required bool HasStartPhoto { get; init; }

    /// <summary>The similarity of that photo to the enrolled one, 0–1; null if no one is enrolled.</summary>
    public required double? EnrolmentSimilarity { get; init; }

    /// <summary>The pictures of the screen; null if the session did not ask for it.</summary>
    public required CaseScreen? Screen { get; init; }

    /// <summary>The pictures of the room camera; null if the session did not ask for it.</summary>
    public required CaseScreen? Room { get; init; }

    public bool Done => Own.Count == Flags.Count;

    /// <summary>The first flag without a decision; null if all are decided.</summary>
    public CaseFlag? Next => Flags.FirstOrDefault(flag => !Own.ContainsKey(flag.Id));
}

/// <summary>How often a reviewer's decisions on known flags agree with the known ones.</summary>
/// <param name="Name">The reviewer, or the id of a type of flag.</param>
/// <param name="Agreed">The agreeing decisions.</param>
/// <param name="Compared">The decisions of sessions whose known flags are all decided.</param>
public sealed record CalibrationAgreement(string Name, int Agreed, int Compared)
{
    /// <summary>With fewer decisions, a share means nothing.</summary>
    public const int Enough = 10;

    /// <summary>The share, 0–1; null with fewer than <see cref="Enough"/> decisions.</summary>
    public double? Share => Compared < Enough ? null : (double)Agreed / Compared;
}
