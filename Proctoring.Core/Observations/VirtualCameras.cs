namespace Proctoring.Core.Observations;

/// <summary>The names of virtual camera software.</summary>
public static class VirtualCameras
{
    /// <summary>Parts of the labels that browsers show for virtual cameras.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "OBS Virtual Camera",
        "OBS-Camera",
        "ManyCam",
        "Snap Camera",
        "XSplit VCam",
        "XSplit Broadcaster",
        "mmhmm",
        "Camo",
        "DroidCam",
        "iVCam",
        "EpocCam",
        "e2eSoft VCam",
        "SplitCam",
        "YouCam",
        "CamTwist",
        "WebcamMax",
        "AlterCam",
        "FineCam",
        "NVIDIA Broadcast",
        "Unity Video Capture",
        "Dummy video device",
        "v4l2loopback",
        "Virtual Camera",
        "Virtual Webcam",
        "VirtualCam",
    ];

    /// <summary>Decides whether a label is that of a virtual camera.</summary>
    public static bool Match(string label) => Names.Any(name => ContainsWord(label, name));

    // "Camo" must not match "Camouflage".
    static bool ContainsWord(string label, string name)
    {
        for (
            var at = label.IndexOf(name, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = label.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase)
        )
        {
            var end = at + name.Length;
            if ((at == 0 || !char.IsLetter(label[at - 1])) && (end == label.Length || !char.IsLetter(label[end])))
                return true;
        }

        return false;
    }
}
