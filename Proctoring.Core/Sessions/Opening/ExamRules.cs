namespace Proctoring.Core.Sessions.Opening;

/// <summary>What a candidate reads before the start of an exam.</summary>
/// <param name="Paper">Whether paper is allowed.</param>
/// <param name="Calculator">Whether a calculator is allowed.</param>
/// <param name="Headphones">Whether headphones are allowed.</param>
/// <param name="Text">Further rules, Markdown; empty for none.</param>
public sealed record ExamRules(bool Paper, bool Calculator, bool Headphones, string Text)
{
    /// <summary>Whether the exam has neither permitted aids nor further rules, so that there is nothing to read.</summary>
    public bool IsEmpty => this is { Paper: false, Calculator: false, Headphones: false, Text.Length: 0 };
}
