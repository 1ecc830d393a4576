namespace Proctoring.Core.Exams;

/// <summary>How serious a violation is. On the wire and in the database: low, medium, high.</summary>
public enum Severity
{
    /// <summary>For information.</summary>
    Low,

    /// <summary>To be reviewed.</summary>
    Medium,

    /// <summary>To be reviewed first.</summary>
    High,
}
