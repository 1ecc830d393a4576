using BenchmarkDotNet.Attributes;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Tools.Evaluation;

/// <summary>The models and the frames that <see cref="StepBenchmarks"/> measures.</summary>
/// <param name="Faces">The models for faces.</param>
/// <param name="Heads">The models for details of a face.</param>
/// <param name="Objects">The detectors of objects.</param>
/// <param name="Reader">The reader of frames.</param>
/// <param name="Frames">The encoded frames of a clip; a face must be found in the first.</param>
internal sealed record StepSource(
    FaceReader Faces,
    HeadReader Heads,
    ObjectReader Objects,
    FrameReader Reader,
    IReadOnlyList<SourceFrame> Frames
);

/// <summary>Each step of reading a frame alone, for its time and its managed memory. BenchmarkDotNet derives a class from it, so it is
/// public and open.</summary>
public class StepBenchmarks
{
    StepSource source = null!;
    DecodedPicture decoded = null!;
    ReadFace face = null!;
    VisionMemory memory = null!;
    PictureMemory cells = null!;
    DateTime at = DateTime.UnixEpoch;
    int number;

    /// <summary>The models and frames; set before the benchmarks run, in this process.</summary>
    internal static StepSource? Source { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        source = Source ?? throw new InvalidOperationException("The benchmarks run only through the verb bench-steps.");
        decoded = PictureDecoder.Decode(MeasuringSlot.Only, source.Frames[0].Bytes, PictureLimits.Photo);
        face = source.Faces.ReadFaces(decoded.Pixels!).Faces[0];
        memory = new VisionMemory(new FaceMemory(source.Faces.Embed(decoded.Pixels!, face)));
        cells = new PictureMemory();
    }

    [GlobalCleanup]
    public void Free() => decoded.Dispose();

    /// <summary>One frame after the other of the clip, with everything that is due in it.</summary>
    [Benchmark]
    public void WholeFrame()
    {
        at += FrameSource.BetweenFrames;
        var bytes = source.Frames[number++ % source.Frames.Count].Bytes;
        source.Reader.Read(MeasuringSlot.Only, bytes, at, number, memory, PictureLimits.Photo);
    }

    [Benchmark]
    public void Decode() => PictureDecoder.Decode(MeasuringSlot.Only, source.Frames[0].Bytes, PictureLimits.Photo).Dispose();

    [Benchmark]
    public void Statistics() => PictureStatistics.Read(decoded.Pixels!, cells);

    [Benchmark]
    public void FindFaces() => source.Faces.ReadFaces(decoded.Pixels!, before: face);

    [Benchmark]
    public void FollowFace() => source.Faces.Follow(decoded.Pixels!, face);

    [Benchmark]
    public void EmbedFace() => source.Faces.EmbedOnce(decoded.Pixels!, face);

    [Benchmark]
    public void ReadEye() => source.Heads.ReadEye(decoded.Pixels!, face.Mesh, Eye.Left);

    [Benchmark]
    public void ReadLiveness() => source.Heads.ReadLiveness(decoded.Pixels!, face.Box);

    [Benchmark]
    public void QuickObjects() => source.Objects.Read(decoded.Pixels!, ObjectEffort.Cheap, face: face.Box);

    [Benchmark]
    public void ThoroughObjects() => source.Objects.Read(decoded.Pixels!, ObjectEffort.Full, face: face.Box);
}
