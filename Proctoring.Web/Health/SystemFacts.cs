using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Web.Health;

/// <summary>How the server stands at one moment, for the page of the system.</summary>
/// <param name="At">When it was looked at, UTC.</param>
/// <param name="Version">The product's version.</param>
/// <param name="Machine">Operating system, cores and runtime.</param>
/// <param name="Checks">Each health check by name, and what it says; null where all is well.</param>
/// <param name="Models">Every model of the manifest and the state of its file.</param>
/// <param name="VisionProblem">Why pictures can't be read; null where they can.</param>
/// <param name="Listens">Whether the voice model is loaded.</param>
/// <param name="LiveSessions">How many sessions send frames now.</param>
/// <param name="WorkMs">The mean work of a frame in milliseconds; 0 before the first.</param>
/// <param name="DelayMs">How long clients are asked to wait between two frames.</param>
/// <param name="WantedDelayMs">The same when the server is at ease.</param>
/// <param name="Waiting">How many changes of sessions wait to be written down.</param>
/// <param name="Database">The provider, and where it keeps its data.</param>
/// <param name="DatabaseBytes">Its size; null where it can't be told.</param>
/// <param name="Sessions">The sessions on record.</param>
/// <param name="Pictures">The evidence pictures on record.</param>
/// <param name="EvidencePath">Where they lie, encrypted.</param>
/// <param name="DiskFree">Bytes that are free where the data lies.</param>
/// <param name="DiskSize">Bytes of that disk.</param>
public sealed record SystemFacts(
    DateTime At,
    string Version,
    string Machine,
    IReadOnlyList<(string Name, string? Problem)> Checks,
    IReadOnlyList<ModelState> Models,
    string? VisionProblem,
    bool Listens,
    int LiveSessions,
    double WorkMs,
    int DelayMs,
    int WantedDelayMs,
    int Waiting,
    string Database,
    long? DatabaseBytes,
    int Sessions,
    int Pictures,
    string EvidencePath,
    long DiskFree,
    long DiskSize
);
