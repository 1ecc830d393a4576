namespace Proctoring.Core.Observations;

/// <summary>The facts about a piece of sound that ended at the observation's time.</summary>
/// <param name="Duration">The length of the piece.</param>
/// <param name="Speech">The share of it that contains speech, 0–1.</param>
/// <param name="Confidence">The mean speech probability of the parts with speech, 0–1.</param>
/// <param name="OwnMouthMoved">Whether the candidate's mouth moved during the speech; null if it was not visible.</param>
/// <param name="Model">The voice model, with its version.</param>
public sealed record Sound(TimeSpan Duration, float Speech, float Confidence, bool? OwnMouthMoved, string Model);
