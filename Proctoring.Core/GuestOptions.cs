using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core;

/// <summary>Who may start an exam on the front page.</summary>
public enum FrontPageMode
{
    /// <summary>Anyone may start an exam that is listed there.</summary>
    Open,

    /// <summary>Exams start only through other systems with an API key.</summary>
    Closed,
}

/// <summary>Limits for candidates who start an exam on the front page, without an account.</summary>
public sealed class GuestOptions
{
    /// <summary>Sessions per network address, exam and hour, 1–100,000. A whole school may share one address.</summary>
    [Range(1, 100_000)]
    public int SessionsPerAddress { get; set; } = 500;
}
