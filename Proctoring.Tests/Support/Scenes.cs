using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Tests.Support;

/// <summary>The content of a played frame.</summary>
internal enum Scene : byte
{
    OneFace = 1,
    NoFace,
    TwoFaces,
    OtherPerson,
    Dark,

    /// <summary>A face in so little light that it can't be judged well.</summary>
    Gloom,

    /// <summary>One face, whose mouth opens and closes.</summary>
    Talking,

    /// <summary>One face, turned far to the side.</summary>
    Turned,

    /// <summary>The models fail.</summary>
    Blind,

    /// <summary>The room from the side: one person with a small face.</summary>
    RoomAlone,

    /// <summary>The room from the side: two persons.</summary>
    RoomTwo,

    /// <summary>The room from the side: one person and a phone.</summary>
    RoomPhone,

    /// <summary>The container is valid, but the data cannot be decoded.</summary>
    Damaged,

    /// <summary>One face, while another model fails.</summary>
    PartlyBlind,
}

/// <summary>Replaces the models: reads frames that contain the number of a scene.</summary>
internal sealed class ScriptedFrameReader : IFrameReader
{
    readonly SemaphoreSlim read = new(0);
    readonly Lock reading = new();
    int begun;

    /// <summary>The position of the first value of the quantization table in a crafted JPEG: behind its start, marker, length and
    /// number.</summary>
    const int SceneAt = 7;

    /// <summary>A frame of the scene: a black baseline JPEG of 640 × 480 whose quantization table contains the scene's number.</summary>
    public static byte[] Frame(Scene scene) => CraftedPicture.GreyJpeg(640, 480, firstQuantum: (byte)scene);

    /// <summary>Waits until the next frame is read.</summary>
    public async Task NextReadAsync()
    {
        if (!await read.WaitAsync(TimeSpan.FromSeconds(30)))
            throw new TimeoutException("No frame was read.");
    }

    /// <summary>The number of frames whose reading has begun.</summary>
    public int Begun => Volatile.Read(ref begun);

    /// <summary>Blocks reading, like a busy server, until the result is disposed on the same thread.</summary>
    public IDisposable Hold()
    {
        reading.Enter();
        return new Release(reading);
    }

    public FrameReading Read(
        InferenceSlot place,
        ReadOnlySpan<byte> picture,
        DateTime at,
        long frameNumber,
        VisionMemory memory,
        PictureLimits limits
    )
    {
        Interlocked.Increment(ref begun);
        lock (reading) { }

        var seen = Observe((Scene)picture[SceneAt], at, frameNumber);
        read.Release();
        return seen;
    }

    public static FrameReading Observe(Scene scene, DateTime at, long frame) =>
        scene == Scene.Damaged
            ? new FrameReading(null, PictureRefusal.Unreadable)
            : new FrameReading(Seen(scene, at, frame), null) { Failed = scene == Scene.PartlyBlind };

    public static Observation Seen(Scene scene, DateTime at, long frame)
    {
        SeenFace face = new(new Box(0.3f, 0.2f, 0.3f, 0.5f), 0.97f);
        var observation = new Observation
        {
            At = at,
            Frame = frame,
            Picture = new SeenPicture(120, 50, false),
            FaceModel = "scripted 1",
        };
        return scene switch
        {
            Scene.OneFace or Scene.PartlyBlind => observation with
            {
                Faces = [face],
                BestFaceScore = 0.97f,
                Identity = new IdentityCheck(0.8f, 0.48f, true, 3, "scripted 1"),
                Head = new SeenHead { MouthOpenness = 0.05f },
            },
            Scene.Talking => observation with
            {
                Faces = [face],
                BestFaceScore = 0.97f,
                Head = new SeenHead { MouthOpenness = frame % 2 == 0 ? 0.05f : 0.35f },
            },
            Scene.Turned => observation with
            {
                Faces = [face],
                BestFaceScore = 0.97f,
                Head = new SeenHead { Pose = new HeadPose(50, 0, 0) },
            },
            Scene.OtherPerson => observation with
            {
                Faces = [face],
                BestFaceScore = 0.97f,
                Identity = new IdentityCheck(0.1f, 0.48f, false, 3, "scripted 1"),
            },
            Scene.TwoFaces => observation with { Faces = [face, face with { Confidence = 0.81f }], BestFaceScore = 0.97f },
            Scene.NoFace => observation with { Faces = [], BestFaceScore = 0.1f },
            Scene.Gloom => observation with { Picture = new SeenPicture(22, 14, false), Faces = [face], BestFaceScore = 0.97f },
            Scene.RoomAlone => Room(observation, Person),
            Scene.RoomTwo => Room(observation, Person, Person with { Confidence = 0.8f }),
            Scene.RoomPhone => Room(observation, Person, new SeenObject("cell phone", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.9f)),
            Scene.Dark => observation with { Picture = new SeenPicture(4, 1, true) },
            Scene.Blind => observation,
            _ => throw new ArgumentOutOfRangeException(nameof(scene)),
        };
    }

    static SeenObject Person => new("person", new Box(0.5f, 0.2f, 0.3f, 0.7f), 0.95f);

    static Observation Room(Observation observation, params SeenObject[] things) =>
        observation with
        {
            Faces = [new SeenFace(new Box(0.6f, 0.25f, 0.08f, 0.12f), 0.9f)],
            Objects = things,
            Persons = things.Count(thing => thing.Class == "person"),
            ObjectModel = "scripted 1",
        };

    sealed class Release(Lock held) : IDisposable
    {
        public void Dispose() => held.Exit();
    }
}
