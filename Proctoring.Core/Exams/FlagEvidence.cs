namespace Proctoring.Core.Exams;

/// <summary>The pictures that a session stores with a flag, from the fewest to the most.</summary>
public enum FlagEvidence
{
    /// <summary>No pictures.</summary>
    None,

    /// <summary>The best picture of the flag.</summary>
    Still,

    /// <summary>Also a strip of the seconds around a flag of Medium or High severity.</summary>
    Strip,
}
