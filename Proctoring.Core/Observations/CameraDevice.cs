namespace Proctoring.Core.Observations;

/// <summary>The camera in use, as the browser reports it.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Virtual">Whether the name or the settings are those of virtual camera software.</param>
/// <param name="Changed">Whether it differs from the camera at the start.</param>
public sealed record CameraDevice(string Label, bool Virtual, bool Changed);
