using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Web.Health;

/// <summary>The state of the server at one moment, for the system page.</summary>
/// <param name="At">The time, UTC.</param>
/// <param name="Version">The product's version.</param>
/// <param name="Machine">Operating system, cores and runtime.</param>
/// <param name="Checks">Each health check by name with its message; null if it succeeds.</param>
/// <param name="Models">Every model of the manifest and the state of its file.</param>
/// <param name="VisionProblem">Why pictures can't be read; null if they can.</param>
/// <param name="Listens">Whether the voice model is loaded.</param>
/// <param name="LiveSessions">The number of sessions that send frames now.</param>
/// <param name="WorkMs">The mean work of a frame in milliseconds; 0 before the first.</param>
/// <param name="DelayMs">The time that clients must wait between two frames.</param>
/// <param name="WantedDelayMs">The same when the load is low.</param>
/// <param name="Waiting">The number of session changes that wait to be written.</param>
/// <param name="Database">The provider and the place of its data.</param>
/// <param name="DatabaseBytes">Its size; null if unknown.</param>
/// <param name="Sessions">The number of stored sessions.</param>
/// <param name="Pictures">The number of stored evidence pictures.</param>
/// <param name="EvidencePath">The folder of the encrypted pictures.</param>
/// <param name="DiskFree">The free bytes of the data folder's disk.</param>
/// <param name="DiskSize">The size of that disk in bytes.</param>
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
