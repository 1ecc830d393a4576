using System.Text;
using Proctoring.Core.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Vision.Onnx;

/// <summary>The list of models is checked as a whole before anything is downloaded.</summary>
public sealed class ModelManifestTests
{
    [Fact]
    public void The_built_in_manifest_has_the_models_that_the_code_uses() =>
        Assert.Equal(
            [
                "blazeface",
                "cocossd-10-int8",
                "dlib-resnet",
                "facemesh",
                "iris",
                "liveness",
                "mobilefacenet",
                "nanodet-int8",
                "silero-vad",
                "ultraface",
            ],
            ModelManifest.BuiltIn().Models.Select(model => model.Id).Order()
        );

    [Fact]
    public void All_errors_are_reported_at_once()
    {
        var good = TinyModel.Entry("good");
        var bad = good with
        {
            Id = "Bad id",
            Version = "^1.0.0",
            Integrity = "sha512-short",
            File = "../weights.onnx",
            Slice = new ModelSlice(5, 5),
            OnnxSha256 = "ABC",
            Licence = " ",
            Outputs = [],
            Shards = [new ModelShard("../shard", good.Sha256)],
            Graph = new TfjsCut("in", ["out"]),
            MoreInputs = [new ModelTensor("state", [], "nothing")],
        };

        var errors = Assert.Throws<ModelManifestException>(() => ModelManifest.Of([bad])).Errors;

        Assert.All(errors, error => Assert.StartsWith("Bad id: ", error, StringComparison.Ordinal));
        string[] words =
        [
            "the id",
            "the version",
            "the integrity",
            "the file",
            "the slice",
            "the onnxSha256",
            "without conversion",
            "the licence",
            "the outputs",
            "the shards",
            "a TensorFlow.js model",
            "the further inputs",
        ];
        Assert.Equal(words.Length, errors.Count);
        Assert.All(words, word => Assert.Contains(errors, error => error.Contains(word, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("good")]
    [InlineData("../other")]
    public void An_8_bit_model_names_another_network(string id) =>
        Assert.Equal(
            ["good: int8Of must be the id of another model"],
            Assert.Throws<ModelManifestException>(() => ModelManifest.Of([TinyModel.Entry("good") with { Int8Of = id }])).Errors
        );

    [Theory]
    [InlineData("/etc/weights")]
    [InlineData("a//b")]
    [InlineData("a/../../b")]
    [InlineData("a\\b")]
    [InlineData("")]
    public void A_file_must_lie_inside_the_package(string file) =>
        Assert.Contains(
            "the file must be a path inside the package",
            Assert.Throws<ModelManifestException>(() => ModelManifest.Of([TinyModel.Entry("good") with { File = file }])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Ids_are_unique_and_a_package_has_one_integrity()
    {
        var other = $"sha512-B{TinyModel.Integrity[8..]}";
        var errors = Assert
            .Throws<ModelManifestException>(() => ModelManifest.Of([TinyModel.Entry("same"), TinyModel.Entry("same", other)]))
            .Errors;

        Assert.Equal(["same: the id is used 2 times", "same, same: tiny@1.0.0 can have only one integrity"], errors);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{ \"id\": \"x\", \"colour\": \"red\" }]")]
    [InlineData("[{ \"id\": \"x\", \"conversion\": \"magic\" }]")]
    [InlineData("[{ \"id\": \"x\" }]")]
    public void A_text_that_is_not_a_manifest_is_refused(string json) =>
        Assert.Throws<ModelManifestException>(() => ModelManifest.Read(new MemoryStream(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void An_unknown_id_is_refused_with_the_known_ids() =>
        Assert.Contains(
            "there are good",
            Assert.Throws<KeyNotFoundException>(() => ModelManifest.Of([TinyModel.Entry("good")])["other"]).Message,
            StringComparison.Ordinal
        );
}
