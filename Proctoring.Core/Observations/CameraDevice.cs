namespace Proctoring.Core.Observations;

/// <summary>The camera that the browser says it uses.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Virtual">Whether the name or the settings are those of a program that pretends to be a camera.</param>
/// <param name="Changed">Whether it is another one than at the start.</param>
public sealed record CameraDevice(string Label, bool Virtual, bool Changed);
