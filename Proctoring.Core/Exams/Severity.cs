namespace Proctoring.Core.Exams;

/// <summary>How much a violation weighs. On the wire and in the database: low, medium, high.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Low,

    /// <summary>Worth a look.</summary>
    Medium,

    /// <summary>Worth a look first.</summary>
    High,
}
