namespace Proctoring.Core.Observations;

/// <summary>What was heard in a stretch of sound that ended at the observation's time.</summary>
/// <param name="Duration">How long the stretch is.</param>
/// <param name="Speech">The share of it in which somebody spoke, 0–1.</param>
/// <param name="Confidence">The mean speech probability of the parts with speech, 0–1.</param>
/// <param name="OwnMouthMoved">Whether the candidate's mouth moved meanwhile; null where it was not seen.</param>
/// <param name="Model">The voice model, with its version.</param>
public sealed record Sound(TimeSpan Duration, float Speech, float Confidence, bool? OwnMouthMoved, string Model);
