using Proctoring.Core.Observations;

namespace Proctoring.Core.Exams;

/// <summary>One picture of a strip.</summary>
/// <param name="At">When the frame arrived, UTC.</param>
/// <param name="Boxes">The areas that the flag's rule marks in it, in fractions of the picture; empty if the rule does not find the
/// violation in it.</param>
public sealed record StripFrame(DateTime At, IReadOnlyList<Box> Boxes);
