"""What the standing cast writes: 甲 jia is owed money, 丙 bing owes it, 丁 ding is only passing by. All invented."""

JIA = (
    "我在盐城亭湖区做厨房设备，东台一家酒店公司去年买了我一批灶具，合同价十二万六，已经付了三万，还欠9.6万，"
    "约定2025年6月30日前付清，合同和送货单都在，打电话就说再等等。"
)
JIA_LENT = "朋友沈某2024年5月向我借了3万元，写了借条，说好2025年5月还，他住在苏州吴江区，到现在一分没还。"
BING = "我欠朋友8万块钱，2024年3月借的，写了借条，约定月息两分，现在厂里停工还不上，他天天打电话催我，我该怎么办？"
BING_DESPAIRS = "我欠了亲戚和网贷一共15万，实在还不上了，天天被催，我真的不想活了。"
DING = "今天天气很好，我和孩子去公园放风筝，晚上吃了饺子。"
ENGLISH = "A hotel in Dongtai bought kitchen ranges from me last year and still owes me 96,000 yuan under the contract."
EMOJI = "😀🎉🍜🍜🐼"
HOSTILE = '"><img src=x onerror=alert(1)></textarea><script>document.title="got in"</script>'
OPERATOR_PASSWORD = "kept-in-the-drawer"
